package io.tapedeck.query;

import io.tapedeck.writer.Exact;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The mean of a price over time: each price counts for the time until the next one, in nanoseconds, the last one to the end.
 * A price may be the difference of two decimals. Exact until the one division, which gives 18 significant digits, half-even.
 * One thread at a time.
 */
final class TimeMean {
    private static final MathContext DIGITS = new MathContext(18, RoundingMode.HALF_EVEN);

    private final ExactSum sum = new ExactSum();
    private boolean hasPrice;
    private long firstTs;
    private long ts;
    private long mantissa;
    private int scale;
    private long less;
    private int lessScale;

    /** Takes the next price in order of time. */
    void next(long tsNanos, long mantissa, int scale) {
        next(tsNanos, mantissa, scale, 0, 0);
    }

    /** Takes the next price, which is the difference of two decimals. */
    void next(long tsNanos, long mantissa, int scale, long less, int lessScale) {
        if (hasPrice) {
            count(tsNanos - ts);
        } else {
            firstTs = tsNanos;
            hasPrice = true;
        }
        ts = tsNanos;
        this.mantissa = mantissa;
        this.scale = scale;
        this.less = less;
        this.lessScale = lessScale;
    }

    private void count(long nanos) {
        if (nanos > 0) {
            sum.add(mantissa, scale, nanos);
            if (less != 0) {
                sum.add(-less, lessScale, nanos);
            }
        }
    }

    /**
     * The mean; to be called once, at the end.
     *
     * @param endNanos until when the last price counts, if that is behind it
     * @return null where there was no price; the last one where no time passed
     */
    BigDecimal mean(long endNanos) {
        if (!hasPrice) {
            return null;
        }
        long end = Math.max(endNanos, ts);
        count(end - ts);
        if (end == firstTs) {
            return Exact.plain(BigDecimal.valueOf(mantissa, scale).subtract(BigDecimal.valueOf(less, lessScale)));
        }
        return Exact.plain(sum.value().divide(BigDecimal.valueOf(end - firstTs), DIGITS));
    }
}
