package io.tapedeck.tools;

/** How the values of a column look, so that a file without a header is recognised by its first line. Stateless. */
enum Shape {
    ANY,
    /** Digits only. */
    WHOLE,
    /** A decimal number. */
    NUMBER,
    /** {@code true} or {@code false}, in any case. */
    TRUTH,
    /** Whole seconds since the epoch. */
    SECONDS,
    /** Seconds since the epoch with a fraction. */
    FRACTIONAL_SECONDS,
    /** Milliseconds or microseconds since the epoch. */
    MILLIS_OR_MICROS;

    boolean fits(byte[] line, int from, int to) {
        int digits = digits(line, from, to);
        boolean whole = digits == to - from && digits > 0;
        return switch (this) {
            case ANY -> true;
            case WHOLE -> whole;
            case NUMBER -> isNumber(line, from, to);
            case TRUTH -> isWord(line, from, to, "true") || isWord(line, from, to, "false");
            case SECONDS -> whole && unit(digits) == 's';
            case FRACTIONAL_SECONDS -> !whole && digits > 0 && unit(digits) == 's' && isNumber(line, from, to);
            case MILLIS_OR_MICROS -> whole && (unit(digits) == 'm' || unit(digits) == 'u');
        };
    }

    /** The unit of an epoch time by its digits before the point: s, m(illi), u (micro) or n(ano). */
    static char unit(int digits) {
        return digits <= 11 ? 's' : digits <= 14 ? 'm' : digits <= 17 ? 'u' : 'n';
    }

    /** How many digits stand at the beginning. */
    static int digits(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        return at - from;
    }

    static boolean isWord(byte[] line, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((line[from + i] | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(byte[] line, int from, int to) {
        boolean digit = false;
        for (int i = from; i < to; i++) {
            byte c = line[i];
            digit |= c >= '0' && c <= '9';
            if ("0123456789.eE+-".indexOf(c) < 0) {
                return false;
            }
        }
        return digit;
    }
}
