package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of one series that is still in the writer's memory: its open and uncommitted blocks, its live candles, its latest
 * tick and its counts. The writer changes it; any thread may read it through the public methods here, each of which copies.
 */
public final class LiveSeries extends SeqLock {
    private static final LiveBlock[] NONE = new LiveBlock[0];
    private final int symbol;
    private final TickKind kind;
    private final LiveCandles candles;

    /** All blocks in memory in the order in which they were begun; replaced, never changed. */
    private volatile LiveBlock[] blocks = NONE;

    private LiveBlock newest; // where the next tick most likely goes

    // Changed inside the lock of this object.
    private long count;
    private long firstTsNanos = Long.MAX_VALUE;
    private long lastTsNanos = Long.MIN_VALUE;
    private final long[] latest = new long[TickRows.QUOTE_STRIDE];
    private byte[] latestId = new byte[0];
    private boolean hasLatest;

    // Writer's notes.
    private final IdLedger ids; // of trades; null for quotes
    private volatile boolean hasGaps; // others look at it too

    /** Whether it is on the writer's list of series with something new since the last cut. */
    boolean dirty;

    /**
     * A series without a tick.
     *
     * @param idsBehindSeq trades up to here are passed over where missing ids are noticed
     */
    LiveSeries(int symbol, TickKind kind, LiveCandles candles, long idsBehindSeq) {
        this.symbol = symbol;
        this.kind = kind;
        this.candles = candles;
        this.ids = kind == TickKind.TRADE ? new IdLedger(idsBehindSeq) : null;
    }

    int symbol() {
        return symbol;
    }

    TickKind kind() {
        return kind;
    }

    int number() {
        return number(symbol, kind);
    }

    /** The number of a series; a row's head has it too. */
    static int number(int symbol, TickKind kind) {
        return symbol * 2 + kind.ordinal();
    }

    LiveCandles candles() {
        return candles;
    }

    LiveBlock[] blocks() {
        return blocks;
    }

    /** The greatest tick by (ts, seq), as the tape keeps it; the writer's thread. */
    byte[] latestBytes() {
        return LatestTick.encode(latest, RowChunks.stride(kind), latestId);
    }

    /** The open block of a time's date, or null; the writer's thread. */
    LiveBlock openBlock(long tsNanos) {
        LiveBlock block = newest;
        if (block != null && block.holds(tsNanos)) {
            return block;
        }
        for (LiveBlock other : blocks) {
            if (!other.isClosed() && other.holds(tsNanos)) {
                newest = other;
                return other;
            }
        }
        return null;
    }

    /** Adds a block, which becomes the one of its date that takes ticks. */
    void begin(LiveBlock block) {
        LiveBlock[] longer = Arrays.copyOf(blocks, blocks.length + 1);
        longer[blocks.length] = block;
        blocks = longer;
        newest = block;
    }

    /** Closes a block: the next tick of its date begins another. */
    void close(LiveBlock block) {
        block.close();
        if (newest == block) {
            newest = null;
        }
    }

    /** Lets go of a block that the tape holds whole. */
    void remove(LiveBlock block) {
        LiveBlock[] all = blocks;
        int at = 0;
        while (all[at] != block) {
            at++;
        }
        LiveBlock[] fewer = new LiveBlock[all.length - 1];
        System.arraycopy(all, 0, fewer, 0, at);
        System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
        blocks = fewer;
        if (newest == block) {
            newest = null;
        }
    }

    /** Shows the rows of a block from a number on, which were added just now, and brings them into counts and candles. */
    void applyAdded(LiveBlock block, int addedFrom, GapTotals gaps) {
        block.publish();
        int stride = RowChunks.stride(kind);
        int count = block.count();
        for (int row = addedFrom; row < count; row = block.chunkEnd(row, count)) {
            int from = block.place(row);
            apply(block.words(row), from, from + (block.chunkEnd(row, count) - row) * stride, block.ids(), gaps);
        }
    }

    private void apply(long[] words, int from, int to, byte[] idBytes, GapTotals gaps) {
        int stride = RowChunks.stride(kind);
        long first = firstTsNanos;
        long last = lastTsNanos;
        int latestPlace = -1;
        for (int place = from; place < to; place += stride) {
            long ts = words[place + 1];
            first = Math.min(first, ts);
            if (ts >= last) { // seq only rises, so at equal times the later row is the greater one
                last = ts;
                latestPlace = place;
            }
        }
        begin();
        count += (to - from) / stride;
        firstTsNanos = first;
        lastTsNanos = last;
        if (latestPlace >= 0) {
            setLatest(words, latestPlace, idBytes);
        }
        end();
        candles.apply(words, from, to);
        if (kind == TickKind.TRADE) {
            ids.apply(words, from, to, gaps);
            hasGaps = hasGaps || ids.hasMadeGaps();
        }
    }

    /**
     * Whether ids of its trades were ever missing, so that the tape may have gaps of them. Any thread.
     *
     * @return false where the tape has none
     */
    public boolean hasGaps() {
        return hasGaps;
    }

    /** The tape has gaps of it; before it is seen by readers. */
    void gapsRestored() {
        hasGaps = true;
    }

    /** What is known of its trades' ids; null for quotes. The writer's thread. */
    IdLedger ids() {
        return ids;
    }

    private void setLatest(long[] words, int place, byte[] ids) {
        System.arraycopy(words, place, latest, 0, RowChunks.stride(kind));
        if (kind == TickKind.TRADE && TickHead.hasIdBytes(latest[0])) {
            int from = (int) (latest[5] >>> 8);
            latestId = Arrays.copyOfRange(ids, from, from + (int) (latest[5] & 0xff));
        }
        hasLatest = true;
    }

    /** Takes up what an earlier run left in the tape; before any reader comes. */
    void restore(Summary summary, byte[] latestTick) {
        if (summary.count() == 0) {
            return; // all its ticks have been deleted: only its candles are left
        }
        count = summary.count();
        firstTsNanos = summary.firstTsNanos();
        lastTsNanos = summary.lastTsNanos();
        latestId = LatestTick.decodeWords(latestTick, latest, RowChunks.stride(kind));
        hasLatest = true;
    }

    /** Takes away ticks that were deleted from the tape, which holds none before {@code tapeFirstTsNanos} now. */
    void dropped(long ticks, long tapeFirstTsNanos) {
        long first = tapeFirstTsNanos;
        for (LiveBlock block : blocks) {
            first = Math.min(first, block.firstTsNanos());
        }
        begin();
        count -= ticks;
        firstTsNanos = first;
        if (count == 0) {
            lastTsNanos = Long.MIN_VALUE;
            hasLatest = false;
        }
        end();
    }

    /**
     * The ticks in memory of one UTC date.
     *
     * @param date the date, as in the tape
     * @param fromSeq the tape holds this date's ticks below this {@code seq}; those from it on are in {@code rows}
     * @param rows the ticks in memory up to the wanted {@code seq}, in no order
     */
    public record Day(String date, long fromSeq, TickRows rows) {}

    /**
     * Copies the ticks in memory. To be called before the tape's snapshot is taken: of each date that is returned only
     * ticks with {@code seq < fromSeq} may be taken from the tape, of any other date all with {@code seq <= visibleSeq}.
     *
     * @param visibleSeq the last {@code seq} wanted, as {@link LiveView#visibleSeq} gave it
     * @param fromTsNanos times below are not copied
     * @param toTsNanos times from here on are not copied
     * @return a day for each date in the range of times that memory holds blocks of; by date
     */
    public List<Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
        List<Day> days = new ArrayList<>();
        while (!copyBlocks(blocks, visibleSeq, fromTsNanos, toTsNanos, days)) {
            days.clear();
        }
        days.sort((a, b) -> a.date().compareTo(b.date()));
        return days;
    }

    /**
     * Where to cut a range of times so that the part at one end has about so many ticks in memory: copied whole, a series may
     * be hundreds of MB while commits wait. Each part is then read like a range of its own.
     *
     * @param fromTsNanos the range's first time
     * @param toTsNanos the first time behind it
     * @param atTheEnd whether the part is that of the latest times
     * @param wanted about how many ticks
     * @return the part's first time, or, where it is that of the earliest times, the first one behind it: the first time in
     *     memory where the range begins earlier. The range's own end where it has hardly more ticks. The part is never empty
     */
    public long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
        TickSpans spans = new TickSpans();
        for (LiveBlock block : blocks) {
            block.addTo(spans);
        }
        return spans.cut(fromTsNanos, toTsNanos, atTheEnd, wanted);
    }

    private boolean copyBlocks(LiveBlock[] blocks, long visibleSeq, long fromTsNanos, long toTsNanos, List<Day> days) {
        for (LiveBlock block : blocks) {
            if (block.dayStartNanos >= toTsNanos || block.dayStartNanos + LiveBlock.DAY_NANOS <= fromTsNanos) {
                continue;
            }
            if (!block.copy(visibleSeq, fromTsNanos, toTsNanos, day(days, block).rows())) {
                return false;
            }
        }
        return true;
    }

    private Day day(List<Day> days, LiveBlock block) {
        for (Day day : days) {
            if (day.date().equals(block.date)) {
                return day; // an older block of the date was met first: its first seq stands
            }
        }
        Day day = new Day(block.date, block.firstSeq, new TickRows(kind));
        days.add(day);
        return day;
    }

    /**
     * A candle in memory.
     *
     * @param price which price it is of
     * @param intervalSeconds 60, 3,600 or 86,400
     * @param tsNanos its beginning
     * @param candle its value, a copy
     */
    public record LiveCandle(PriceType price, int intervalSeconds, long tsNanos, Candle candle) {}

    /**
     * Candles of one series as of one {@code seq}.
     *
     * @param seq all ticks of the series up to here are in the candles, none behind
     * @param lateTicks how many ticks of this price came after their minute was closed, since the process began: between two
     *     copies with the same number no candle has changed that was closed by the first, wherever it is
     * @param candles the candles in memory, whole, never differences; each wins over the tape's of the same key
     */
    public record Candles(long seq, long lateTicks, List<LiveCandle> candles) {}

    /**
     * Copies the candles in memory, all as of the same {@code seq}. To be called before the tape's snapshot is taken; of the
     * tape's candles those count whose {@code max_seq} is at most the {@code seq} returned and whose key is not in memory.
     * One with {@code min_seq <= seq < max_seq} was changed by a late tick meanwhile: start over.
     *
     * @param price which price
     * @return the candles
     */
    public Candles copyCandles(PriceType price) {
        return candles.copy(price);
    }

    /**
     * Copies the greatest tick by (ts, seq).
     *
     * @param tick the holder to fill
     * @return false where the series has no tick
     */
    public boolean latest(Tick tick) {
        long[] row = new long[latest.length];
        byte[] id;
        boolean there;
        long seen;
        do {
            seen = readQuiet();
            there = hasLatest;
            System.arraycopy(latest, 0, row, 0, row.length);
            id = latestId;
        } while (!isUnchanged(seen));
        if (!there) {
            return false;
        }
        LatestTick.fill(tick, row, id);
        return true;
    }

    /**
     * The number of the greatest tick by (ts, seq), by which who has it already knows it without a copy.
     *
     * @return its {@code seq}, or 0 where the series has no tick
     */
    public long latestSeq() {
        int place = RowChunks.stride(kind) - 1;
        while (true) {
            long seen = readQuiet();
            long seq = hasLatest ? latest[place] : 0;
            if (isUnchanged(seen)) {
                return seq;
            }
        }
    }

    /**
     * What a series holds.
     *
     * @param count its ticks
     * @param firstTsNanos its least time
     * @param lastTsNanos its greatest time
     */
    public record Summary(long count, long firstTsNanos, long lastTsNanos) {}

    /**
     * The series' counts.
     *
     * @return a consistent copy
     */
    public Summary summary() {
        while (true) {
            long seen = readQuiet();
            Summary summary = new Summary(count, firstTsNanos, lastTsNanos);
            if (isUnchanged(seen)) {
                return summary;
            }
        }
    }

    private long readQuiet() {
        long seen;
        while (((seen = read()) & 1) != 0) {
            Thread.yield(); // the writer may have lost its core in the middle of a change
        }
        return seen;
    }
}
