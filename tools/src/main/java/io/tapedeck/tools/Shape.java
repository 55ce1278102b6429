package io.tapedeck.tools;

/** How the values of a column look, so that a file is recognised by its first rows and its times are read right. Stateless. */
enum Shape {
    ANY,
    /** Digits only. */
    WHOLE,
    /** A decimal number. */
    NUMBER,
    /** A whole number of ten-thousandths. */
    TEN_THOUSANDTHS,
    /** {@code 1} or {@code -1}. */
    DIRECTION,
    /** One digit. */
    DIGIT,
    /** {@code true} or {@code false}, in any case. */
    TRUTH,
    /** A side, or {@code unknown}. */
    SIDE_OR_UNKNOWN,
    /** Whole seconds since the epoch. */
    SECONDS,
    /** Seconds since the epoch with a fraction. */
    FRACTIONAL_SECONDS,
    /** Seconds since the epoch with or without a fraction. */
    ANY_SECONDS,
    /** Milliseconds since the epoch. */
    MILLIS,
    /** Microseconds since the epoch. */
    MICROS,
    /** Milliseconds or microseconds since the epoch. */
    MILLIS_OR_MICROS,
    /** {@code 2018-11-27D00:00:01.123456000} in UTC, or the same with a T. */
    LETTER_D,
    /** {@code 31.12.2024 23:59:59.123 GMT+0100}; without the offset a time without zone. */
    DAY_FIRST,
    /** The same in UTC. */
    DAY_FIRST_UTC,
    /** {@code 20240131 235959123} in New York's standard time, the summer too. */
    COMPACT_EST,
    /** {@code 2024.01.31}, a time of day in another column, no zone. */
    DOTTED_DATE,
    /** {@code 23:59:59.123}. */
    CLOCK,
    /** Seconds since midnight in New York with a fraction; the date is in the file's name. */
    SECONDS_OF_DAY,
    /** Milliseconds since the epoch on a clock without zone. */
    LOCAL_MILLIS;

    boolean fits(byte[] line, int from, int to) {
        int digits = digits(line, from, to);
        boolean whole = digits == to - from && digits > 0;
        return switch (this) {
            case ANY, SIDE_OR_UNKNOWN -> true;
            case WHOLE, TEN_THOUSANDTHS -> whole;
            case NUMBER -> isNumber(line, from, to);
            case DIGIT -> whole && digits == 1;
            case DIRECTION ->
                isWord(line, from, to, "1") || to - from == 2 && line[from] == '-' && line[from + 1] == '1';
            case TRUTH -> isWord(line, from, to, "true") || isWord(line, from, to, "false");
            case SECONDS -> whole && digits > 8 && unit(digits) == 's';
            case FRACTIONAL_SECONDS -> !whole && digits > 8 && unit(digits) == 's' && isNumber(line, from, to);
            case ANY_SECONDS -> digits > 8 && unit(digits) == 's' && isNumber(line, from, to);
            case MILLIS, LOCAL_MILLIS -> whole && unit(digits) == 'm';
            case MICROS -> whole && unit(digits) == 'u';
            case MILLIS_OR_MICROS -> whole && (unit(digits) == 'm' || unit(digits) == 'u');
            case LETTER_D -> digits == 4 && to - from >= 19 && (line[from + 10] == 'D' || line[from + 10] == 'T');
            case DAY_FIRST, DAY_FIRST_UTC -> digits == 2 && to - from >= 19 && line[from + 5] == '.';
            case COMPACT_EST -> digits == 8 && to - from == 18 && line[from + 8] == ' ';
            case DOTTED_DATE -> digits == 4 && to - from == 10 && line[from + 4] == '.';
            case CLOCK -> digits == 2 && to - from >= 8 && line[from + 2] == ':';
            case SECONDS_OF_DAY -> digits > 0 && digits < 6 && isNumber(line, from, to);
        };
    }

    /** Whether all values of a file have one unit, which their number of digits tells. */
    boolean hasUnit() {
        return compareTo(SECONDS) >= 0 && compareTo(MILLIS_OR_MICROS) <= 0;
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
