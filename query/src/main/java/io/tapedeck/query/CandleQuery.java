package io.tapedeck.query;

import io.tapedeck.writer.PriceType;

/**
 * Which candles are wanted. A candle that begins in the range is whole, also where it ends behind it.
 *
 * <p>Filled candles make a grid without holes. With {@code fromNanos} it reaches from there to the end of the range, or to now
 * where that is earlier and no tick is beyond; without, it ends with the newest candle that has a tick, and is {@code limit}
 * candles long where there are as many.
 *
 * @param symbol the symbol's number
 * @param intervalSeconds the length of a candle, from 1; candles are aligned to the epoch in UTC
 * @param price which price; null for trades where there are any in the range, else mid
 * @param fromNanos candles that begin before are left out; {@link Long#MIN_VALUE} for the newest {@code limit}
 * @param toNanos candles that begin here or later are left out
 * @param fill what stands for intervals without a tick
 * @param limit at most so many candles, 1 to 10,000
 * @param nowNanos the wall clock's time, which decides what is complete
 */
public record CandleQuery(
        int symbol,
        long intervalSeconds,
        PriceType price,
        long fromNanos,
        long toNanos,
        Fill fill,
        int limit,
        long nowNanos) {
    /** What stands for an interval without a tick. */
    public enum Fill {
        /** Nothing: the interval is left out. */
        NONE,
        /** A candle of nulls and a count of 0. */
        NULL,
        /** A candle at the close before it, with a volume (for trades) and a count of 0; none before the first tick. */
        PREV
    }

    /**
     * What one candle of a length costs: how many kept ones it is put together from.
     *
     * @param intervalSeconds the length
     * @return their count, or 0 where it is made of its ticks, one by one
     */
    public static long keptParts(long intervalSeconds) {
        int keptSeconds = KeptCandles.keptSeconds(intervalSeconds);
        return keptSeconds == 0 ? 0 : intervalSeconds / keptSeconds;
    }
}
