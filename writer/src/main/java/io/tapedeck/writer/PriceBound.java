package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Prices between which nothing happens to anybody, so that a run of prices inside of them need not be looked at one by one: the greatest of all
 * levels below, and the least of all above. One thread at a time.
 */
final class PriceBound {
    private static final int SCALE = 9;
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    private long low;
    private int lowScale;
    private boolean hasLow;
    private long high;
    private int highScale;
    private boolean hasHigh;
    private boolean everywhere;

    /** Nothing happens at any price. */
    void clear() {
        hasLow = hasHigh = everywhere = false;
    }

    /** Something may happen at every price. */
    void everywhere() {
        everywhere = true;
    }

    /** Something happens at this price and below. */
    void below(BigDecimal level) {
        BigDecimal fitting = fitting(level, RoundingMode.CEILING);
        if (fitting == null) {
            everywhere = true;
            return;
        }
        long mantissa = fitting.unscaledValue().longValueExact();
        if (!hasLow || Exact.compare(mantissa, fitting.scale(), low, lowScale) > 0) {
            hasLow = true;
            low = mantissa;
            lowScale = fitting.scale();
        }
    }

    /** Something happens at this price and above. */
    void above(BigDecimal level) {
        BigDecimal fitting = fitting(level, RoundingMode.FLOOR);
        if (fitting == null) {
            everywhere = true;
            return;
        }
        long mantissa = fitting.unscaledValue().longValueExact();
        if (!hasHigh || Exact.compare(mantissa, fitting.scale(), high, highScale) < 0) {
            hasHigh = true;
            high = mantissa;
            highScale = fitting.scale();
        }
    }

    /** The level where a decimal of the journal's can hold it, else one near it on the safe side; null where none is. */
    private static BigDecimal fitting(BigDecimal level, RoundingMode safe) {
        BigDecimal fitting = level.precision() <= 18 && level.scale() >= 0 && level.scale() <= 18
                ? level
                : level.setScale(SCALE, safe);
        return new BigDecimal(fitting.unscaledValue()).abs().compareTo(MAX) > 0 ? null : fitting;
    }

    /** Whether nothing happens at any price of a run. */
    boolean holds(PriceRun run) {
        return !everywhere
                && (!hasLow || Exact.compare(run.low(), run.lowScale(), low, lowScale) > 0)
                && (!hasHigh || Exact.compare(run.high(), run.highScale(), high, highScale) < 0);
    }

    /** Whether nothing happens at a price. */
    boolean holds(long price, int scale) {
        return !everywhere
                && (!hasLow || Exact.compare(price, scale, low, lowScale) > 0)
                && (!hasHigh || Exact.compare(price, scale, high, highScale) < 0);
    }
}
