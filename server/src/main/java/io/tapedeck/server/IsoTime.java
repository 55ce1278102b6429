package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import java.time.ZoneId;

/**
 * Reads ISO 8601 times, {@code YYYY-MM-DDTHH:MM[:SS[.fraction]][offset]}: T or a blank between date and time; the offset Z,
 * +hh:mm, +hhmm or +hh, where a blank before the digits is a plus that lost its encoding. Makes no object. Stateless; any
 * thread; throws BAD_VALUE.
 */
final class IsoTime {
    private static final int DATE_BYTES = 10;
    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    private IsoTime() {}

    /** Reads a time; one without zone is in {@code zone}, and refused where that is null. */
    static long parse(byte[] ascii, int offset, int length, ZoneId zone) {
        int end = offset + length;
        long seconds = date(ascii, offset, length) * 86_400L;
        int at = offset + DATE_BYTES;
        if (length < 16 || (ascii[at] | 0x20) != 't' && ascii[at] != ' ') {
            throw length == DATE_BYTES
                    ? Times.refused("is a date without a time of day", ascii, offset, length)
                    : Times.unreadable(ascii, offset, length);
        }
        seconds += pair(ascii, at + 1, end, 23, offset, length) * 3600L;
        expect(':', ascii, at + 3, offset, length);
        seconds += pair(ascii, at + 4, end, 59, offset, length) * 60L;
        at += 6;
        long fraction = 0;
        if (at < end && ascii[at] == ':') {
            seconds += pair(ascii, at + 1, end, 59, offset, length);
            at += 3;
            if (at < end && (ascii[at] == '.' || ascii[at] == ',')) {
                int last = endOfDigits(ascii, at + 1, end);
                fraction = fraction(ascii, at + 1, last, offset, length);
                at = last;
            }
        }
        return nanos(epochSeconds(seconds, ascii, at, offset, length, zone), fraction, ascii, offset, length);
    }

    private static long epochSeconds(long local, byte[] ascii, int at, int offset, int length, ZoneId zone) {
        int end = offset + length;
        if (at == end) {
            if (zone == null) {
                throw Times.refused("has no zone: end it with Z or an offset, or give zone=", ascii, offset, length);
            }
            return ZonedSeconds.epochSeconds(local, zone);
        }
        if (at + 1 == end && (ascii[at] | 0x20) == 'z') {
            return local;
        }
        return local - offsetMinutes(ascii, at, offset, length) * 60L;
    }

    private static long nanos(long seconds, long fraction, byte[] ascii, int offset, int length) {
        if (seconds < 0 || seconds >= Times.END_NANOS / 1_000_000_000L) {
            throw Times.refused("is outside 1970 to 2200", ascii, offset, length);
        }
        return seconds * 1_000_000_000L + fraction;
    }

    /** Reads the date that the text begins with, as days since the epoch. */
    static int date(byte[] ascii, int offset, int length) {
        if (length < DATE_BYTES || ascii[offset + 4] != '-' || ascii[offset + 7] != '-') {
            throw longYear(ascii, offset, length)
                    ? Times.refused(
                            "is outside 1970 to 2200; a year like this comes from milliseconds taken for seconds",
                            ascii,
                            offset,
                            length)
                    : Times.unreadable(ascii, offset, length);
        }
        int end = offset + length;
        int year =
                pair(ascii, offset, end, 99, offset, length) * 100 + pair(ascii, offset + 2, end, 99, offset, length);
        int month = pair(ascii, offset + 5, end, 12, offset, length);
        int day = pair(ascii, offset + 8, end, 31, offset, length);
        if (month == 0 || day == 0 || day > CivilDay.daysInMonth(Math.max(1, year), month)) {
            throw Times.refused("is no day of the calendar", ascii, offset, length);
        }
        if (year < 1969 || year > 2201) { // an offset may still bring the years beside the range into it
            throw Times.refused("is outside 1970 to 2200", ascii, offset, length);
        }
        return CivilDay.epochDay(year, month, day);
    }

    private static boolean longYear(byte[] ascii, int offset, int length) {
        int start = ascii[offset] == '+' ? offset + 1 : offset;
        int digits = endOfDigits(ascii, start, offset + length) - start;
        return digits > 4 && start + digits < offset + length && ascii[start + digits] == '-';
    }

    private static int offsetMinutes(byte[] ascii, int at, int offset, int length) {
        int end = offset + length;
        int digits = at;
        if (ascii[digits] == ' ') {
            digits++;
        }
        boolean negative = digits < end && ascii[digits] == '-';
        if (digits < end && (ascii[digits] == '+' || negative)) {
            digits++;
        }
        if (digits == at) {
            throw Times.unreadable(ascii, offset, length);
        }
        int minutes = pair(ascii, digits, end, 18, offset, length) * 60;
        digits += 2;
        if (digits < end) {
            digits += ascii[digits] == ':' ? 1 : 0;
            minutes += pair(ascii, digits, end, 59, offset, length);
            digits += 2;
        }
        if (digits != end || minutes > MAX_OFFSET_MINUTES) {
            throw Times.unreadable(ascii, offset, length);
        }
        return negative ? -minutes : minutes;
    }

    private static long fraction(byte[] ascii, int at, int end, int offset, int length) {
        if (at == end) {
            throw Times.unreadable(ascii, offset, length);
        }
        int nanos = 0;
        int places = Math.min(end - at, 9);
        for (int i = 0; i < places; i++) {
            nanos = nanos * 10 + ascii[at + i] - '0';
        }
        for (int i = at + 9; i < end; i++) {
            if (ascii[i] != '0') {
                throw Times.refused("is finer than a nanosecond", ascii, offset, length);
            }
        }
        return places == 9 ? nanos : nanos * Decimal.power(9 - places);
    }

    private static int endOfDigits(byte[] ascii, int at, int end) {
        while (at < end && ascii[at] >= '0' && ascii[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int pair(byte[] ascii, int at, int end, int max, int offset, int length) {
        if (at + 2 <= end) {
            int tens = ascii[at] - '0';
            int ones = ascii[at + 1] - '0';
            int value = tens * 10 + ones;
            if (tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && value <= max) {
                return value;
            }
        }
        throw Times.unreadable(ascii, offset, length);
    }

    private static void expect(char c, byte[] ascii, int at, int offset, int length) {
        if (ascii[at] != c) {
            throw Times.unreadable(ascii, offset, length);
        }
    }
}
