package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All that the writer holds in memory on top of the tape: the series with their blocks and candles, and the lists of what the
 * next commit must write. The writer's thread changes it; any thread may ask for a series.
 *
 * <p>Memory is bounded by one budget for open rows, and for encoded blocks and keyed requests that no commit has taken yet. Above it the longest
 * untouched blocks whose ticks are all in the tape leave memory; where that is not enough, {@link #isFull} tells the writer
 * to commit before it applies more, and the journal grows instead.
 */
final class LiveTape implements AutoCloseable {
    private static final int MANY_CANDLES = 50_000;

    private final long memoryBytes;
    private final CandleLoader candleLoader;
    private final CandlePool candlePool = new CandlePool();
    private final ReaderPause pause = new ReaderPause();
    private final long appliedSeq;
    private final RowArrays arrays = new RowArrays();
    private final ColumnArrays columnArrays;
    private final BlockSealer sealer;
    private final BlockCodec codec; // of parts
    private final TickRows tradeScratch = new TickRows(TickKind.TRADE);
    private final TickRows quoteScratch = new TickRows(TickKind.QUOTE);

    private final LiveKeys keys = new LiveKeys();
    private volatile LiveSeries[] series = new LiveSeries[64];
    private int symbolCount;

    private List<LiveBlock> sealed = new ArrayList<>();
    private List<LiveBlock> dirtyBlocks = new ArrayList<>();
    private List<LiveSeries> dirtySeries = new ArrayList<>();
    private final List<LiveSeries> added = new ArrayList<>(); // with rows that candles and counts lack
    private long encodedBytes;
    private long cuts;
    private int candlesKept; // by the commit before

    /**
     * No series yet.
     *
     * @param memoryBytes the budget
     * @param candleLoader where late ticks find the candles that have left memory
     * @param appliedSeq all ticks up to here are in the tape
     */
    LiveTape(long memoryBytes, CandleLoader candleLoader, long appliedSeq) {
        this.memoryBytes = memoryBytes;
        this.candleLoader = candleLoader;
        this.appliedSeq = appliedSeq;
        columnArrays = new ColumnArrays(memoryBytes / 4);
        sealer = new BlockSealer(columnArrays);
        codec = new BlockCodec(columnArrays, true);
    }

    /** A series, or null where it never had a tick. Any thread. */
    LiveSeries series(int number) {
        LiveSeries[] all = series;
        return number < all.length ? all[number] : null;
    }

    /** A series, begun where it is new. */
    LiveSeries seriesToWrite(int number) {
        LiveSeries[] all = series;
        if (number >= all.length) {
            all = Arrays.copyOf(all, Math.max(number + 1, all.length * 2));
            series = all;
        }
        LiveSeries found = all[number];
        if (found == null) {
            TickKind kind = (number & 1) == 0 ? TickKind.TRADE : TickKind.QUOTE;
            found = new LiveSeries(
                    number >> 1, kind, new LiveCandles(number, appliedSeq, candlePool, candleLoader, pause));
            all[number] = found;
            series = all; // publishes the element
            symbolCount = Math.max(symbolCount, (number >> 1) + 1);
        }
        return found;
    }

    /**
     * The symbols up to the last one that came with a tick. Only their definitions are sure to stand in the journal before
     * what was applied: the registry runs ahead of the journal, and a tape with a symbol that the journal lost fits it no more.
     */
    int symbolCount() {
        return symbolCount;
    }

    /** Applies rows of the journal, which are numbered on from {@code firstSeq}. */
    void apply(byte[] bytes, int from, int to, long firstSeq) {
        pause.yieldToReaders();
        long seq = firstSeq;
        for (int at = from; at < to; seq++) {
            long head = TickRow.word(bytes, at);
            long ts = TickRow.word(bytes, at + 8);
            LiveSeries into = seriesToWrite(TickHead.series(head));
            LiveBlock block = into.openBlock(ts);
            if (block == null) {
                block = new LiveBlock(into, ts, seq, into.nextBlockRows, arrays);
                into.begin(block);
            }
            int place = block.add(bytes, at, head, seq);
            if (into.added(block, place)) {
                added.add(into);
            }
            if (!block.dirty) {
                note(into, block);
            }
            if (block.isFull()) {
                into.applyAdded();
                seal(into, block);
            }
            at += TickRow.bytes(head);
        }
        for (int i = 0; i < added.size(); i++) {
            added.get(i).applyAdded();
        }
        added.clear();
    }

    private void note(LiveSeries into, LiveBlock block) {
        if (!into.dirty) {
            into.dirty = true;
            dirtySeries.add(into);
        }
        block.dirty = true;
        dirtyBlocks.add(block);
    }

    private void seal(LiveSeries into, LiveBlock block) {
        into.close(block);
        sealer.give(block);
        for (LiveBlock done = sealer.poll(); done != null; done = sealer.poll()) {
            take(done);
        }
    }

    private void take(LiveBlock block) {
        block.release();
        sealed.add(block);
        encodedBytes += block.encodedBytes();
    }

    private TickRows scratch(TickKind kind) {
        return kind == TickKind.TRADE ? tradeScratch : quoteScratch;
    }

    /** The keyed requests. */
    LiveKeys keys() {
        return keys;
    }

    /** Bytes of sealed blocks that wait for a commit. */
    long encodedBytes() {
        return encodedBytes;
    }

    /** Whether late ticks have brought so many candles back into memory that a commit should let them go again. */
    boolean hasManyCandles() {
        return candlePool.held() - candlesKept > MANY_CANDLES;
    }

    /** Whether no more may be applied before a commit. */
    boolean isFull() {
        return arrays.bytes() + encodedBytes + keys.bytes() > memoryBytes;
    }

    /** Freezes all that is new since the cut before into {@code cut}, encoded: applying may go on at once. */
    void cut(Cut cut) throws InterruptedException {
        cuts++;
        for (LiveBlock done = sealer.take(); done != null; done = sealer.take()) {
            take(done);
        }
        cut.sealed = sealed;
        sealed = new ArrayList<>();
        for (LiveBlock block : dirtyBlocks) {
            block.dirty = false;
            if (!block.isClosed()) {
                block.touchedCut = cuts;
                cut.parts.add(block.encodeNew(codec, scratch(block.series.kind())));
            }
        }
        dirtyBlocks = new ArrayList<>();
        for (LiveSeries changed : dirtySeries) {
            changed.dirty = false;
            cut.add(changed);
        }
        dirtySeries = new ArrayList<>();
        cut.keys = keys.cut();
    }

    /** Lets go of what a commit has brought into the tape; returns whether blocks left it as parts. */
    boolean committed(Cut cut) {
        for (LiveBlock block : cut.sealed) {
            encodedBytes -= block.encodedBytes();
            block.series.remove(block); // first, so that a reader who finds it gone finds it missing too
            block.leave(columnArrays);
        }
        for (LiveBlock.NewPart part : cut.parts) {
            for (EncodedBlock encoded : part.encoded()) {
                encoded.give(columnArrays);
            }
        }
        cut.candles.committed();
        keys.committed(cut.keys);
        candlesKept = candlePool.held();
        if (arrays.bytes() > memoryBytes / 2) {
            evict(memoryBytes / 4);
            return true;
        }
        return false;
    }

    /** Whether a series has a block of a date in memory. */
    boolean holds(int number, String date) {
        LiveSeries found = series(number);
        if (found != null) {
            for (LiveBlock block : found.blocks()) {
                if (block.date.equals(date)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One above the greatest number of a series. */
    int seriesEnd() {
        return symbolCount * 2;
    }

    /**
     * Lets go of the blocks of earlier dates that the tape holds whole, so that they can be deleted there; returns whether others
     * are left, which wait for a commit.
     */
    boolean evictBefore(String date) {
        boolean left = false;
        for (LiveSeries any : series) {
            if (any != null) {
                for (LiveBlock block : any.blocks()) {
                    if (block.date.compareTo(date) < 0 && isIdle(block)) {
                        evict(block);
                    } else {
                        left |= block.date.compareTo(date) < 0;
                    }
                }
            }
        }
        return left;
    }

    private static boolean isIdle(LiveBlock block) {
        return !block.isClosed() && !block.dirty && block.isCommitted();
    }

    private static void evict(LiveBlock block) {
        block.series.remove(block); // first, so that a reader who finds it gone finds it missing too
        block.evict();
    }

    /** Ends the sealer's thread; what is in memory stays readable. */
    @Override
    public void close() {
        sealer.close();
    }

    private void evict(long targetBytes) {
        List<LiveBlock> idle = new ArrayList<>();
        for (LiveSeries any : series) {
            if (any != null) {
                for (LiveBlock block : any.blocks()) {
                    if (isIdle(block)) {
                        idle.add(block);
                    }
                }
            }
        }
        idle.sort(Comparator.comparingLong(block -> block.touchedCut));
        for (LiveBlock block : idle) {
            if (arrays.bytes() <= targetBytes) {
                return;
            }
            evict(block);
        }
    }
}
