package io.tapedeck.writer;

import io.tapedeck.journal.Decimal;

/**
 * Brings decimals of differing scale together, exactly and without objects. A mantissa is at most 10^18 in magnitude, so one
 * that passes 63 bits when it is brought to a larger scale is beyond every decimal that is written in that scale. Stateless;
 * any thread may call it.
 */
final class Alignment {
    /** What the methods here give where a value does not fit; no aligned mantissa is this. */
    static final long MISFIT = Long.MIN_VALUE;

    static final int MAX_SCALE = Decimal.MAX_SCALE;

    private static final long[] BOUNDS = new long[MAX_SCALE + 1];

    static {
        for (int i = 0; i <= MAX_SCALE; i++) {
            BOUNDS[i] = Long.MAX_VALUE / Decimal.power(i);
        }
    }

    private Alignment() {}

    /** The mantissa with {@code up} places more; MISFIT where that does not fit or {@code up} is negative. */
    static long raise(long mantissa, int up) {
        if (up < 0) {
            return MISFIT;
        }
        long bound = BOUNDS[up];
        return mantissa > bound || mantissa < -bound ? MISFIT : mantissa * Decimal.power(up);
    }

    /** Compares two decimals by value. */
    static int compare(long mantissa, int scale, long otherMantissa, int otherScale) {
        if (scale == otherScale) {
            return Long.compare(mantissa, otherMantissa);
        }
        if (scale > otherScale) {
            return -compare(otherMantissa, otherScale, mantissa, scale);
        }
        long raised = raise(mantissa, otherScale - scale);
        return raised == MISFIT ? Long.signum(mantissa) : Long.compare(raised, otherMantissa);
    }
}
