package io.tapedeck.query;

import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;

/**
 * Statistics of one symbol over a range: of its trades, or where the range has none of the mid prices of its quotes. What
 * cannot be told, for want of ticks or sizes, is null. All is exact but for the means, which are rounded once, half-even, to 18
 * significant digits. Means over time weigh by nanoseconds, and the last price to the end of the range where it has one that is
 * not in the future; where no time passes they are the last price.
 *
 * @param price which price they are of; null where there is no tick in the range
 * @param count the ticks that have this price
 * @param firstTsNanos the time of the first, 0 without any
 * @param lastTsNanos the time of the last, 0 without any
 * @param open the first price
 * @param high the highest
 * @param low the lowest
 * @param close the last
 * @param volume the sum of sizes
 * @param vwap the mean price weighted by size
 * @param twap each price weighted by the time to the next, the last by the time to the end of the range
 * @param buyVolume the sum of sizes of trades whose aggressor bought
 * @param sellVolume the same for sold
 * @param spreadMean ask less bid of the range's quotes that have both, weighted by time likewise
 * @param seq the answer shows exactly the ticks 1 to this one
 */
public record Stats(
        PriceType price,
        long count,
        long firstTsNanos,
        long lastTsNanos,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        BigDecimal vwap,
        BigDecimal twap,
        BigDecimal buyVolume,
        BigDecimal sellVolume,
        BigDecimal spreadMean,
        long seq) {}
