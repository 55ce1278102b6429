package io.tapedeck.writer;

import java.math.BigDecimal;

/**
 * One candle as a holder: what ticks and smaller candles add up to. Adding and merging are commutative, so that the order in
 * which ticks arrive cannot matter. Sums are exact and as wide as they must be. One thread at a time.
 */
public final class Candle {
    /** An empty candle. */
    public Candle() {}

    /** Empties it. */
    public void clear() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Adds the ticks of another candle; none of them may be in this one.
     *
     * @param other the other, not changed
     */
    public void merge(Candle other) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes this a copy of another candle.
     *
     * @param other the other
     */
    public void copyFrom(Candle other) {
        throw new UnsupportedOperationException();
    }

    /**
     * How many ticks it was made of.
     *
     * @return 0 for an empty one
     */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /**
     * How many of them had a size.
     *
     * @return 0 to {@link #count}
     */
    public long sizedCount() {
        throw new UnsupportedOperationException();
    }

    /**
     * The least {@code seq} in it.
     *
     * @return from 1
     */
    public long minSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The greatest {@code seq} in it.
     *
     * @return from 1
     */
    public long maxSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The time of its first tick by (ts, seq).
     *
     * @return nanoseconds since the epoch
     */
    public long openTsNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * The time of its last tick by (ts, seq).
     *
     * @return nanoseconds since the epoch
     */
    public long closeTsNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * The first price by (ts, seq).
     *
     * @return canonical
     */
    public BigDecimal open() {
        throw new UnsupportedOperationException();
    }

    /**
     * The highest price.
     *
     * @return canonical
     */
    public BigDecimal high() {
        throw new UnsupportedOperationException();
    }

    /**
     * The lowest price.
     *
     * @return canonical
     */
    public BigDecimal low() {
        throw new UnsupportedOperationException();
    }

    /**
     * The last price by (ts, seq).
     *
     * @return canonical
     */
    public BigDecimal close() {
        throw new UnsupportedOperationException();
    }

    /**
     * The sum of sizes.
     *
     * @return exact and canonical; null where no tick had a size
     */
    public BigDecimal volume() {
        throw new UnsupportedOperationException();
    }

    /**
     * The mean price weighted by size.
     *
     * @return 18 significant digits, half-even, canonical; null where the volume is null or zero
     */
    public BigDecimal vwap() {
        throw new UnsupportedOperationException();
    }
}
