package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
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
 * <p>Memory is bounded by one budget for open rows, and for encoded blocks and keyed requests that no commit has taken yet. Above half of it a
 * cut seals blocks that are not full yet, and the longest untouched blocks whose ticks are all in the tape leave memory; where that is not enough, {@link #isFull} tells the writer
 * to commit before it applies more, and the journal grows instead.
 */
final class LiveTape implements AutoCloseable {
    /** What is put in order of its series at once: some 13 MB, which stay in the processor's last cache. */
    private static final int MOST_GROUPED = 1 << 18;

    private static final int MEMORY_BYTES_A_GROUPED = 1 << 10;

    private static final int MANY_CANDLES = 50_000;

    private static final long COMMIT_BYTES = 8L << 20;
    private static final long COMMIT_BYTES_A_PART = 8L << 10;

    /** Where memory runs short, blocks of so many rows are sealed before they are full. */
    private static final int SEALED_EARLY_ROWS = 256;

    private final long memoryBytes;
    private final CandleLoader candleLoader;
    private final CandlePool candlePool = new CandlePool();
    private final ReaderPause pause = new ReaderPause();
    private final long appliedSeq;
    private final RowChunks chunks = new RowChunks();
    private final ColumnArrays columnArrays;
    private final BlockSealer sealer;
    private final BlockCodec codec; // of parts
    private final TickGroup group;
    private final LiveKeys keys = new LiveKeys();
    private final GapTotals gapTotals = new GapTotals();
    private volatile LiveSeries[] series = new LiveSeries[64];
    private long idsBehindSeq;
    private int symbolCount;

    private List<LiveBlock> sealed = new ArrayList<>();
    private List<LiveBlock> dirtyBlocks = new ArrayList<>();
    private List<LiveSeries> dirtySeries = new ArrayList<>();
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
        group = new TickGroup((int) Math.min(MOST_GROUPED, memoryBytes / MEMORY_BYTES_A_GROUPED));
        columnArrays = new ColumnArrays(memoryBytes / 4);
        sealer = new BlockSealer(columnArrays);
        codec = new BlockCodec(columnArrays, true);
    }

    /** Has missing ids noticed behind this tick only: those up to it are restored. Before all else. */
    void noticeIdsBehind(long seq) {
        idsBehindSeq = seq;
    }

    /** A series, or null where it never had a tick. Any thread. */
    LiveSeries series(int number) {
        LiveSeries[] all = series;
        return number < all.length ? all[number] : null;
    }

    /** Fills in the greatest tick of a series by time; false where it has none. Any thread. */
    boolean latest(int symbol, TickKind kind, Tick tick) {
        LiveSeries found = series(LiveSeries.number(symbol, kind));
        return found != null && found.latest(tick);
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
            LiveCandles candles = new LiveCandles(number, appliedSeq, candlePool, candleLoader, pause);
            found = new LiveSeries(number >> 1, kind, candles, idsBehindSeq);
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

    /**
     * Takes rows of the journal, which are numbered on from {@code firstSeq}, to be applied by {@link #applyTaken}; their array must stay
     * as it is until {@link #hasEnough} is answered with no.
     */
    void take(byte[] bytes, int from, int to, long firstSeq) {
        group.add(bytes, from, to, firstSeq);
    }

    /** Whether what was taken is to be applied before more is. */
    boolean hasEnough() {
        return group.isEnough();
    }

    /** Applies all that was taken, one series after the other, and shows it to the positions. */
    void applyTaken(PositionBook positions, long captureNanos) {
        group.sort();
        int from = 0;
        for (int i = 0; i < group.seriesCount(); i++) {
            pause.yieldToReaders();
            LiveSeries into = seriesToWrite(group.series(i));
            for (int to = group.end(i); from < to; ) {
                from = applyRun(into, from, to);
            }
        }
        if (positions.isWatching() && !group.isEmpty()) {
            positions.take(group, captureNanos);
        }
        group.clear();
    }

    /** Applies rows of a series up to the first that belongs into another block, and returns where that is. */
    private int applyRun(LiveSeries into, int from, int to) {
        long ts = TickRow.word(group.rows(), group.place(from) + 8);
        LiveBlock block = into.openBlock(ts);
        if (block == null) {
            block = new LiveBlock(into, ts, group.seq(from), chunks);
            into.begin(block);
        }
        if (!block.dirty) {
            note(into, block);
        }
        int added = block.count();
        int next = block.add(group, from, to);
        into.applyAdded(block, added, gapTotals);
        if (block.isFull()) {
            seal(into, block);
        }
        return next;
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

    /** The keyed requests. */
    LiveKeys keys() {
        return keys;
    }

    /** What was noticed of missing ids. Any thread. */
    GapTotals gapTotals() {
        return gapTotals;
    }

    /**
     * Whether so much is encoded that a commit is due before its time, which keeps one commit's share of the WAL small. A commit also writes
     * a part of each block that is open: where there are many, it is to bring so much more.
     */
    boolean hasManyEncoded() {
        return encodedBytes >= COMMIT_BYTES
                && encodedBytes >= Math.min(dirtyBlocks.size() * COMMIT_BYTES_A_PART, memoryBytes / 8);
    }

    /** Whether late ticks have brought so many candles back into memory that a commit should let them go again. */
    boolean hasManyCandles() {
        return candlePool.held() - candlesKept > MANY_CANDLES;
    }

    /** Whether no more may be applied before a commit. */
    boolean isFull() {
        return chunks.bytes() + encodedBytes + keys.bytes() + group.bytes() > memoryBytes;
    }

    /** Freezes all that is new since the cut before into {@code cut}, encoded: applying may go on at once. */
    void cut(Cut cut) throws InterruptedException {
        cuts++;
        if (isTight()) {
            sealEarly();
        }
        for (LiveBlock done = sealer.take(); done != null; done = sealer.take()) {
            take(done);
        }
        cut.sealed = sealed;
        sealed = new ArrayList<>();
        for (LiveBlock block : dirtyBlocks) {
            block.dirty = false;
            if (!block.isClosed()) {
                block.touchedCut = cuts;
                cut.parts.add(block.encodeNew(codec));
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

    private boolean isTight() {
        return chunks.bytes() > memoryBytes / 2;
    }

    /**
     * Seals the blocks of a cut that are worth a row of the tape. Of thousands of series that all have new ticks no block ever stands
     * idle, so that it could be {@link #evict evicted}, and without this applying would have to stop at each commit.
     */
    private void sealEarly() {
        for (LiveBlock block : dirtyBlocks) {
            if (!block.isClosed() && block.count() >= SEALED_EARLY_ROWS) {
                seal(block.series, block);
            }
        }
    }

    /** Lets go of what a commit has brought into the tape; returns whether blocks left it as parts. */
    boolean committed(Cut cut) {
        boolean leftParts = false;
        for (LiveBlock block : cut.sealed) {
            leftParts |= block.isShort();
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
        if (isTight()) {
            evict(memoryBytes / 4);
            return true;
        }
        return leftParts;
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
            if (chunks.bytes() <= targetBytes) {
                return;
            }
            evict(block);
        }
    }
}
