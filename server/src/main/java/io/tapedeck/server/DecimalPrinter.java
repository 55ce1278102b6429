package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Prints decimals in the plain form that a choice of {@link TickText.Numbers} asks for. Makes no object, but for doubles of
 * more than 15 digits. Stateless; any thread.
 */
final class DecimalPrinter {
    /** The longest decimal in text, with quotes. */
    static final int MAX_BYTES = Decimal.MAX_BYTES + 8;

    private DecimalPrinter() {}

    /** Prints a decimal without quotes and returns the place behind it. */
    static int print(long mantissa, int scale, boolean asDouble, byte[] target, int at) {
        // Up to 15 digits the exact text is the shortest one that its nearest double has.
        if (asDouble && Math.abs(mantissa) >= 1_000_000_000_000_000L) {
            byte[] text = doubleText(mantissa, scale).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, target, at, text.length);
            return at + text.length;
        }
        if (mantissa < 0) {
            target[at++] = '-';
            mantissa = -mantissa;
        }
        if (mantissa < Digits.EIGHT && scale < 8) {
            return printFew((int) mantissa, scale, target, at);
        }
        while (scale > 0 && mantissa % 10 == 0) {
            mantissa /= 10;
            scale--;
        }
        return scale == 0 ? Digits.print(mantissa, target, at) : printPlaces(mantissa, scale, target, at);
    }

    /** Eight digits hold it, and one of them at least is in front of the point: they are printed twice, from different places. */
    private static int printFew(int mantissa, int scale, byte[] target, int at) {
        long digits = Digits.split(mantissa);
        int point = 8 - scale;
        int from = Math.min(Digits.zerosInFront(digits), point - 1);
        Digits.print(digits, from, target, at);
        at += point - from;
        target[at] = '.';
        Digits.print(digits, point, target, at + 1);
        int places = scale - Math.min(Digits.zerosBehind(digits), scale);
        int pointBytes = places + 7 >>> 3; // 1 where a place follows, else 0: a branch here is foreseen by no processor
        return at + pointBytes + places;
    }

    private static int printPlaces(long mantissa, int scale, byte[] target, int at) {
        long power = Decimal.power(scale);
        long whole = mantissa / power;
        at = Digits.print(whole, target, at);
        target[at++] = '.';
        Digits.fill(mantissa - whole * power, target, at, at + scale);
        return at + scale;
    }

    /** The fewest digits that still read back as the nearest double, without an exponent. */
    private static String doubleText(long mantissa, int scale) {
        double nearest = BigDecimal.valueOf(mantissa, scale).doubleValue();
        BigDecimal exact = new BigDecimal(nearest);
        for (int digits = 15; digits < 17; digits++) {
            BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shorter.doubleValue() == nearest) {
                return plain(shorter);
            }
        }
        return plain(exact.round(new MathContext(17, RoundingMode.HALF_EVEN)));
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
