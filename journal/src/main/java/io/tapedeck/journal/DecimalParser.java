package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;

/**
 * Reads exact decimals out of ASCII bytes without making an object: an optional sign, digits with an optional point, an
 * optional exponent. The result is canonical, see {@link Decimal}. One instance belongs to one thread.
 */
public final class DecimalParser {
    private static final int SHOWN_BYTES = 60;

    private long mantissa;
    private int scale;

    /** A parser. */
    public DecimalParser() {}

    /**
     * Parses a number.
     *
     * @param ascii an array with the number
     * @param offset where it begins
     * @param length its bytes
     * @return this, with {@link #mantissa} and {@link #scale} set
     * @throws JournalException BAD_NUMBER when it is not a number, or has more than 18 digits or decimal places that count
     */
    public DecimalParser parse(byte[] ascii, int offset, int length) {
        int end = offset + length;
        int at = offset;
        boolean negative = false;
        if (at < end && (ascii[at] == '-' || ascii[at] == '+')) {
            negative = ascii[at++] == '-';
        }
        int firstDigit = at;
        long value = 0; // the digits up to the last that is not 0
        int kept = 0; // their number
        int pending = 0; // zeros behind it, which count only when another digit follows
        int exponent = 0; // of the last digit that is not 0
        int places = -1; // digits behind the point; -1 before it
        for (; at < end; at++) {
            int digit = ascii[at] - '0';
            if (digit == '.' - '0' && places < 0) {
                places = 0;
                continue;
            }
            if (digit < 0 || digit > 9) {
                break;
            }
            if (places >= 0) {
                places++;
            }
            if (digit == 0) {
                pending += value == 0 ? 0 : 1;
                exponent += value == 0 || places >= 0 ? 0 : 1;
                continue;
            }
            kept += pending + 1;
            if (kept > 18) {
                throw refused("has more than 18 digits", ascii, offset, length);
            }
            value = value * Decimal.power(pending + 1) + digit;
            pending = 0;
            exponent = places > 0 ? -places : 0;
        }
        if (at - firstDigit - (places >= 0 ? 1 : 0) <= 0) {
            throw refused("is not a number", ascii, offset, length);
        }
        if (at < end) {
            exponent += exponentPart(ascii, offset, length, at);
        }
        return finish(negative ? -value : value, kept, exponent, ascii, offset, length);
    }

    /**
     * Parses a number that is written plainly, as nearly all are, without being told where it ends: an optional minus, and at
     * most 18 digits with an optional point among or around them. Half the time of {@link #parse(byte[], int, int)}, which
     * understands all else.
     *
     * @param ascii an array with the number
     * @param offset where it begins
     * @param end where the array's content ends
     * @return the place behind the last digit or point, for the caller to see whether the number may end there; -1 where it
     *     is not so plain, or no number at all
     */
    public int parsePlain(byte[] ascii, int offset, int end) {
        boolean negative = offset < end && ascii[offset] == '-';
        int first = negative ? offset + 1 : offset;
        int at = first;
        int point = -1;
        long value = 0;
        for (; at < end; at++) {
            int digit = ascii[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit; // of more than 18 digits it means nothing, and is not used
            } else if (digit == '.' - '0' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        int digits = at - first - (point < 0 ? 0 : 1);
        if (digits < 1 || digits > 18) {
            return -1;
        }
        int places = point < 0 ? 0 : at - point - 1;
        while (places > 0 && value % 10 == 0) {
            value /= 10;
            places--;
        }
        mantissa = negative ? -value : value;
        scale = places;
        return at;
    }

    private static int exponentPart(byte[] ascii, int offset, int length, int start) {
        int end = offset + length;
        int at = start + 1;
        boolean negative = false;
        if (at < end && (ascii[at] == '-' || ascii[at] == '+')) {
            negative = ascii[at++] == '-';
        }
        int value = 0;
        if ((ascii[start] | 0x20) != 'e' || at == end || end - at > 4) {
            throw refused("is not a number", ascii, offset, length);
        }
        for (; at < end; at++) {
            int digit = ascii[at] - '0';
            if (digit < 0 || digit > 9) {
                throw refused("is not a number", ascii, offset, length);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private DecimalParser finish(long value, int kept, int exponent, byte[] ascii, int offset, int length) {
        if (value == 0) {
            mantissa = 0;
            scale = 0;
            return this;
        }
        if (exponent < -Decimal.MAX_SCALE) {
            throw refused("has more than 18 decimal places", ascii, offset, length);
        }
        if (exponent > 0 && kept + exponent > 18) {
            throw refused("has more than 18 digits", ascii, offset, length);
        }
        mantissa = exponent > 0 ? value * Decimal.power(exponent) : value;
        scale = Math.max(0, -exponent);
        return this;
    }

    /**
     * Parses a number out of a text.
     *
     * @param text the number
     * @return this
     * @throws JournalException BAD_NUMBER as in {@link #parse(byte[], int, int)}
     */
    public DecimalParser parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /**
     * The last number's mantissa.
     *
     * @return below 10^18 in magnitude
     */
    public long mantissa() {
        return mantissa;
    }

    /**
     * The last number's scale.
     *
     * @return 0 to 18
     */
    public int scale() {
        return scale;
    }

    private static JournalException refused(String why, byte[] ascii, int offset, int length) {
        String shown = new String(ascii, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.UTF_8);
        return new JournalException(
                JournalException.Code.BAD_NUMBER,
                "number \"" + shown + "\" " + why + ": expected a plain decimal of at most 18 digits and 18 places");
    }
}
