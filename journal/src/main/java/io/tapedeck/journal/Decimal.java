package io.tapedeck.journal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Exact decimals as a pair of mantissa and scale, value = mantissa / 10^scale, with a scale of 0 to 18 and a mantissa below
 * 10^18 in magnitude. The canonical pair has no trailing zeros and zero is (0, 0); every decimal is parsed to it, and
 * printed in its one plain form: no exponent, no trailing zeros, no plus. Stateless; any thread may call it.
 */
public final class Decimal {
    /** The greatest scale. */
    public static final int MAX_SCALE = 18;

    /** One more than the greatest magnitude of a mantissa: 10^18. */
    public static final long LIMIT = 1_000_000_000_000_000_000L;

    /** The longest plain form in bytes: sign, "0.", 18 places. */
    public static final int MAX_BYTES = 21;

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Decimal() {}

    /**
     * A power of ten.
     *
     * @param exponent 0 to 18
     * @return 10^exponent
     */
    public static long power(int exponent) {
        return POWERS[exponent];
    }

    /**
     * Refuses a pair that is no decimal.
     *
     * @param mantissa the mantissa
     * @param scale the scale
     * @throws JournalException BAD_NUMBER when one is out of range
     */
    public static void check(long mantissa, int scale) {
        if (mantissa <= -LIMIT || mantissa >= LIMIT || scale < 0 || scale > MAX_SCALE) {
            throw new JournalException(
                    JournalException.Code.BAD_NUMBER,
                    "number " + mantissa + " / 10^" + scale + ": expected at most 18 digits and a scale of 0 to 18");
        }
    }

    /**
     * The plain form of a decimal.
     *
     * @param mantissa below 10^18 in magnitude
     * @param scale 0 to 18
     * @return for example {@code -0.5}
     */
    public static String text(long mantissa, int scale) {
        byte[] bytes = new byte[MAX_BYTES];
        int length = print(mantissa, scale, bytes, 0);
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /**
     * Prints the plain form of a decimal in ASCII.
     *
     * @param mantissa below 10^18 in magnitude
     * @param scale 0 to 18
     * @param target an array with room for {@link #MAX_BYTES} from {@code at} on
     * @param at where to begin
     * @return the bytes written
     */
    public static int print(long mantissa, int scale, byte[] target, int at) {
        int start = at;
        long rest = mantissa;
        if (rest < 0) {
            target[at++] = '-';
            rest = -rest;
        }
        int places = scale;
        while (places > 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        int digits = Math.max(digits(rest), places + 1);
        int end = at + digits + (places > 0 ? 1 : 0);
        for (int i = end - 1, place = 0; i >= at; i--, place++) {
            if (place == places && places > 0) {
                target[i--] = '.';
            }
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end - start;
    }

    private static int digits(long value) {
        int digits = 1;
        while (digits < 19 && value >= POWERS[digits]) {
            digits++;
        }
        return digits;
    }

    /**
     * A decimal of the JDK's as the exact pair, canonical.
     *
     * @param value any value
     * @return the value without trailing zeros and with a scale of at least 0
     * @throws JournalException BAD_NUMBER when it has more than 18 digits or places
     */
    public static BigDecimal canonical(BigDecimal value) {
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (plain.scale() < 0 && plain.precision() - plain.scale() <= 18) {
            plain = plain.setScale(0);
        }
        if (plain.scale() < 0 || plain.scale() > MAX_SCALE || plain.precision() > 18) {
            throw new JournalException(
                    JournalException.Code.BAD_NUMBER,
                    "number " + plain + ": expected at most 18 digits and 18 decimal places");
        }
        return plain;
    }
}
