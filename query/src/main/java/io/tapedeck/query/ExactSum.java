package io.tapedeck.query;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact sum of decimals of any scale, each times a whole number: 128 bits a scale, and no object a tick. Decimals have 60
 * bits, and all the times of a range together 63, so that it cannot overflow where times are what is multiplied by, nor where
 * that is one. One thread at a time.
 */
final class ExactSum {
    private static final int SCALES = 19;
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

    private final long[] high = new long[SCALES];
    private final long[] low = new long[SCALES];

    /** Adds a decimal times a whole number. */
    void add(long mantissa, int scale, long times) {
        long lower = mantissa * times;
        long sum = low[scale] + lower;
        long carry = Long.compareUnsigned(sum, lower) < 0 ? 1 : 0;
        low[scale] = sum;
        high[scale] += Math.multiplyHigh(mantissa, times) + carry;
    }

    BigDecimal value() {
        BigDecimal value = BigDecimal.ZERO;
        for (int scale = 0; scale < SCALES; scale++) {
            if (high[scale] != 0 || low[scale] != 0) {
                BigInteger lower = BigInteger.valueOf(low[scale]);
                BigInteger number =
                        BigInteger.valueOf(high[scale]).shiftLeft(64).add(low[scale] < 0 ? lower.add(WORD) : lower);
                value = value.add(new BigDecimal(number, scale));
            }
        }
        return value;
    }
}
