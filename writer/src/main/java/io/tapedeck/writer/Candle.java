package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * One candle as a holder: what ticks and smaller candles add up to. Adding and merging are commutative and associative, so
 * that the order in which ticks arrive cannot matter. The open and the close are those of the least and the greatest (ts, seq).
 * Sums are exact and as wide as they must be.
 *
 * <p>Adding a tick makes no object, but for the first one with a size. One thread at a time; {@link #copyFrom} alone may read a
 * candle that another thread is changing, and then copies nonsense that its caller must notice and drop.
 */
public final class Candle extends TradedSums {
    private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);

    private long count;
    private long sizedCount;
    private long minSeq;
    private long maxSeq;
    private long openTs;
    private long openSeq;
    private long open;
    private int openScale;
    private long closeTs;
    private long closeSeq;
    private long close;
    private int closeScale;

    /** An empty candle. */
    public Candle() {
        clear();
    }

    /** Empties it. */
    public void clear() {
        clearRange();
        clearSums();
        count = sizedCount = 0;
        // Such that the first tick is before the open and behind the close without a question of its own.
        minSeq = openTs = openSeq = Long.MAX_VALUE;
        maxSeq = closeTs = closeSeq = Long.MIN_VALUE;
        open = close = 0;
        openScale = closeScale = 0;
    }

    /**
     * Adds a price without a size.
     *
     * @param tsNanos the tick's time
     * @param seq the tick's number
     * @param price the price's mantissa
     * @param scale the price's scale
     */
    public void add(long tsNanos, long seq, long price, int scale) {
        place(tsNanos, seq, price, scale);
        addPrice(price, scale);
    }

    /**
     * Adds a price with a size.
     *
     * @param tsNanos the tick's time
     * @param seq the tick's number
     * @param price the price's mantissa
     * @param scale the price's scale
     * @param size the size's mantissa
     * @param sizeScale the size's scale
     */
    public void add(long tsNanos, long seq, long price, int scale, long size, int sizeScale) {
        place(tsNanos, seq, price, scale);
        long aligned = addPrice(price, scale);
        sizedCount++;
        addTraded(price, scale, aligned, size, sizeScale);
    }

    private void place(long tsNanos, long seq, long price, int scale) {
        count++;
        minSeq = Math.min(minSeq, seq);
        maxSeq = Math.max(maxSeq, seq);
        placeEnds(tsNanos, seq, price, scale);
    }

    private void placeEnds(long tsNanos, long seq, long price, int scale) {
        if (isBefore(closeTs, closeSeq, tsNanos, seq)) {
            closeAt(tsNanos, seq, price, scale);
        }
        if (isBefore(tsNanos, seq, openTs, openSeq)) {
            openAt(tsNanos, seq, price, scale);
        }
    }

    /** Counts trades whose prices and sizes were added; the first and the last by (ts, seq) are to be {@link #place placed}. */
    void addSized(int ticks, long leastSeq, long greatestSeq) {
        count += ticks;
        sizedCount += ticks;
        minSeq = Math.min(minSeq, leastSeq);
        maxSeq = Math.max(maxSeq, greatestSeq);
    }

    /** Makes the trade at a place in rows the open, or the close, or both, where it is. */
    void place(long[] words, int at) {
        placeEnds(words[at + 1], words[at + TickRows.TRADE_STRIDE - 1], words[at + 3], TickHead.scale(words[at], 0));
    }

    /**
     * Adds the ticks of another candle; none of them may be in this one.
     *
     * @param other the other, not changed
     */
    public void merge(Candle other) {
        count += other.count;
        sizedCount += other.sizedCount;
        minSeq = Math.min(minSeq, other.minSeq);
        maxSeq = Math.max(maxSeq, other.maxSeq);
        if (isBefore(closeTs, closeSeq, other.closeTs, other.closeSeq)) {
            closeAt(other.closeTs, other.closeSeq, other.close, other.closeScale);
        }
        if (isBefore(other.openTs, other.openSeq, openTs, openSeq)) {
            openAt(other.openTs, other.openSeq, other.open, other.openScale);
        }
        mergeRange(other);
        mergeSums(other);
    }

    /**
     * Makes this a copy of another candle.
     *
     * @param other the other
     */
    public void copyFrom(Candle other) {
        copyRange(other);
        copySums(other);
        count = other.count;
        sizedCount = other.sizedCount;
        minSeq = other.minSeq;
        maxSeq = other.maxSeq;
        openAt(other.openTs, other.openSeq, other.open, other.openScale);
        closeAt(other.closeTs, other.closeSeq, other.close, other.closeScale);
    }

    /** Sets the counts, as a tape holds them. */
    void setCounts(long count, long sizedCount, long minSeq, long maxSeq) {
        this.count = count;
        this.sizedCount = sizedCount;
        this.minSeq = minSeq;
        this.maxSeq = maxSeq;
    }

    /** Sets the open. */
    void openAt(long tsNanos, long seq, long price, int scale) {
        openTs = tsNanos;
        openSeq = seq;
        open = price;
        openScale = scale;
    }

    /** Sets the close. */
    void closeAt(long tsNanos, long seq, long price, int scale) {
        closeTs = tsNanos;
        closeSeq = seq;
        close = price;
        closeScale = scale;
    }

    private static boolean isBefore(long ts, long seq, long otherTs, long otherSeq) {
        return ts < otherTs || ts == otherTs && seq < otherSeq;
    }

    /**
     * How many ticks it was made of.
     *
     * @return 0 for an empty one
     */
    public long count() {
        return count;
    }

    /**
     * How many of them had a size.
     *
     * @return 0 to {@link #count}
     */
    public long sizedCount() {
        return sizedCount;
    }

    /**
     * The least {@code seq} in it.
     *
     * @return from 1; of no meaning in an empty one, as all that follows but the volume and the vwap
     */
    public long minSeq() {
        return minSeq;
    }

    /**
     * The greatest {@code seq} in it.
     *
     * @return from 1
     */
    public long maxSeq() {
        return maxSeq;
    }

    /**
     * The time of its first tick by (ts, seq).
     *
     * @return nanoseconds since the epoch
     */
    public long openTsNanos() {
        return openTs;
    }

    /**
     * The {@code seq} of its first tick by (ts, seq).
     *
     * @return from 1
     */
    public long openSeq() {
        return openSeq;
    }

    /**
     * The time of its last tick by (ts, seq).
     *
     * @return nanoseconds since the epoch
     */
    public long closeTsNanos() {
        return closeTs;
    }

    /**
     * The {@code seq} of its last tick by (ts, seq).
     *
     * @return from 1
     */
    public long closeSeq() {
        return closeSeq;
    }

    /**
     * The first price's mantissa.
     *
     * @return as the tick has it
     */
    public long openMantissa() {
        return open;
    }

    /**
     * The first price's scale.
     *
     * @return 0 to 18
     */
    public int openScale() {
        return openScale;
    }

    /**
     * The highest price's mantissa.
     *
     * @return as the tick has it
     */
    public long highMantissa() {
        return high;
    }

    /**
     * The highest price's scale.
     *
     * @return 0 to 18
     */
    public int highScale() {
        return highScale;
    }

    /**
     * The lowest price's mantissa.
     *
     * @return as the tick has it
     */
    public long lowMantissa() {
        return low;
    }

    /**
     * The lowest price's scale.
     *
     * @return 0 to 18
     */
    public int lowScale() {
        return lowScale;
    }

    /**
     * The last price's mantissa.
     *
     * @return as the tick has it
     */
    public long closeMantissa() {
        return close;
    }

    /**
     * The last price's scale.
     *
     * @return 0 to 18
     */
    public int closeScale() {
        return closeScale;
    }

    /**
     * The first price by (ts, seq).
     *
     * @return canonical
     */
    public BigDecimal open() {
        return Exact.plain(BigDecimal.valueOf(open, openScale));
    }

    /**
     * The highest price.
     *
     * @return canonical
     */
    public BigDecimal high() {
        return Exact.plain(BigDecimal.valueOf(high, highScale));
    }

    /**
     * The lowest price.
     *
     * @return canonical
     */
    public BigDecimal low() {
        return Exact.plain(BigDecimal.valueOf(low, lowScale));
    }

    /**
     * The last price by (ts, seq).
     *
     * @return canonical
     */
    public BigDecimal close() {
        return Exact.plain(BigDecimal.valueOf(close, closeScale));
    }

    /**
     * The sum of sizes.
     *
     * @return exact and canonical; null where no tick had a size
     */
    public BigDecimal volume() {
        return sizedCount == 0 ? null : volumeSum();
    }

    /**
     * The sum of price times size, over the ticks that have a size.
     *
     * @return exact, without trailing zeros, with a scale of 0 to 36; null where no tick had a size
     */
    public BigDecimal notional() {
        return sizedCount == 0 ? null : notionalSum();
    }

    /**
     * The mean price weighted by size.
     *
     * @return 18 significant digits, half-even, without trailing zeros; null where the volume is null or zero
     */
    public BigDecimal vwap() {
        BigDecimal volume = volume();
        return volume == null || volume.signum() == 0
                ? null
                : Exact.plain(notional().divide(volume, VWAP));
    }

    /**
     * Whether another candle has the same value, in whatever scale either was made.
     *
     * @param other the other
     * @return true where all that can be read from either is equal
     */
    public boolean hasSameValue(Candle other) {
        if (count == 0 || other.count == 0) {
            return count == other.count;
        }
        return count == other.count
                && sizedCount == other.sizedCount
                && minSeq == other.minSeq
                && maxSeq == other.maxSeq
                && openTs == other.openTs
                && openSeq == other.openSeq
                && closeTs == other.closeTs
                && closeSeq == other.closeSeq
                && open().equals(other.open())
                && high().equals(other.high())
                && low().equals(other.low())
                && close().equals(other.close())
                && (sizedCount == 0
                        || volume().equals(other.volume()) && notional().equals(other.notional()));
    }

    @Override
    public String toString() {
        return count == 0
                ? "empty"
                : "open " + open() + " high " + high() + " low " + low() + " close " + close() + " volume " + volume()
                        + " notional " + notional() + " count " + count + " (" + sizedCount + " sized) seq " + minSeq
                        + "-"
                        + maxSeq + " ts " + openTs + "-" + closeTs;
    }
}
