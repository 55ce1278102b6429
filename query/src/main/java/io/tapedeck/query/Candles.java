package io.tapedeck.query;

import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.util.List;

/**
 * An answer of candles.
 *
 * @param price which price they are made of; null where there is neither trade nor quote
 * @param rows the candles, oldest first
 * @param nextFromNanos where to ask on for what did not fit into the limit; {@link Long#MIN_VALUE} where all did
 * @param seq the answer shows exactly the series' ticks 1 to this one
 */
public record Candles(PriceType price, List<Row> rows, long nextFromNanos, long seq) {
    /**
     * One candle. Prices are null in one filled with nulls; volume and vwap are null for quotes and where no trade had a
     * size.
     *
     * @param tsNanos its beginning
     * @param open the first price
     * @param high the highest
     * @param low the lowest
     * @param close the last
     * @param volume the sum of sizes
     * @param vwap the mean price weighted by size, 18 significant digits
     * @param count the ticks in it
     * @param complete whether its end is before now and before the series' last tick
     */
    public record Row(
            long tsNanos,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal vwap,
            long count,
            boolean complete) {
        Row withComplete(boolean isComplete) {
            return new Row(tsNanos, open, high, low, close, volume, vwap, count, isComplete);
        }
    }
}
