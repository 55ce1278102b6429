package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact sum of decimals: a signed number of 192 bits in one scale, and beside it a rest of any size, which stays null as
 * long as all fits. Adding a product of two mantissas in that scale takes three additions and no object; all else is rare and
 * may be slow.
 *
 * <p>The number is kept below 2^{@value #SAFE_BITS} whenever it is set, scaled or merged, and what is added by {@link #add(long,
 * long)} is below 2^127: it would take 2^61 ticks to overflow. One thread at a time, but for {@link #copyFrom}, whose source may
 * change meanwhile.
 */
final class WideSum {
    private static final int SAFE_BITS = 188;
    private static final long SAFE_HIGH = 1L << (SAFE_BITS - 128);

    private long high;
    private long middle;
    private long low;
    private int scale;
    private BigDecimal rest;

    void clear() {
        high = middle = low = 0;
        scale = 0;
        rest = null;
    }

    int scale() {
        return scale;
    }

    /** Adds a number of 128 bits that is in {@link #scale}. */
    void add(long upper, long lower) {
        long sum = low + lower;
        long carry = carry(low, lower, sum);
        low = sum;
        // The carry goes into the upper half of the addend: that is a product's, and far from its end.
        long part = upper + carry;
        long next = middle + part;
        high += (part >> 63) + carry(middle, part, next);
        middle = next;
    }

    void add(WideSum other) {
        if (other.scale == scale && other.rest == null && isSafe() && other.isSafe()) {
            long sum = low + other.low;
            long carry = carry(low, other.low, sum);
            long part = middle + other.middle;
            long upperCarry = carry(middle, other.middle, part);
            long next = part + carry;
            high += other.high + upperCarry + carry(part, carry, next);
            middle = next;
            low = sum;
            return;
        }
        BigDecimal otherRest = other.rest;
        addExactly(other.number(), other.scale);
        if (otherRest != null) {
            rest = rest == null ? otherRest : rest.add(otherRest);
        }
    }

    /** Adds a decimal of any size; the scale grows to its where that is larger. */
    void add(BigDecimal value) {
        addExactly(value.unscaledValue(), value.scale());
    }

    /** Brings the sum to a scale; nothing changes where it is there or beyond. */
    void scaleTo(int newScale) {
        if (newScale > scale) {
            BigInteger number = number();
            BigInteger scaled = number.multiply(BigInteger.TEN.pow(newScale - scale));
            keep(scaled, newScale);
        }
    }

    /** Sets the sum. */
    void set(BigInteger number, int numberScale) {
        rest = null;
        keep(number, numberScale);
    }

    void copyFrom(WideSum other) {
        high = other.high;
        middle = other.middle;
        low = other.low;
        scale = other.scale;
        rest = other.rest;
    }

    /** The sum without trailing zeros and with a scale of 0 or above. */
    BigDecimal value() {
        BigDecimal value = new BigDecimal(number(), scale);
        return Exact.plain(rest == null ? value : value.add(rest));
    }

    private void addExactly(BigInteger number, int numberScale) {
        scaleTo(numberScale);
        BigInteger scaled = numberScale == scale ? number : number.multiply(BigInteger.TEN.pow(scale - numberScale));
        keep(number().add(scaled), scale);
    }

    private void keep(BigInteger number, int numberScale) {
        scale = numberScale;
        if (number.bitLength() < SAFE_BITS) {
            low = number.longValue();
            middle = number.shiftRight(64).longValue();
            high = number.shiftRight(128).longValue();
            return;
        }
        BigDecimal value = new BigDecimal(number, numberScale);
        rest = rest == null ? value : rest.add(value);
        high = middle = low = 0;
    }

    private BigInteger number() {
        long sign = low >> 63;
        if (middle == sign && high == sign) {
            return BigInteger.valueOf(low);
        }
        byte[] bytes = new byte[24];
        put(high, bytes, 0);
        put(middle, bytes, 8);
        put(low, bytes, 16);
        return new BigInteger(bytes);
    }

    private boolean isSafe() {
        return high < SAFE_HIGH && high >= -SAFE_HIGH;
    }

    /** 1 where the unsigned sum of two numbers passed 64 bits. */
    static long carry(long a, long b, long sum) {
        return ((a & b) | ((a | b) & ~sum)) >>> 63;
    }

    private static void put(long word, byte[] bytes, int at) {
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (word >>> (56 - 8 * i));
        }
    }
}
