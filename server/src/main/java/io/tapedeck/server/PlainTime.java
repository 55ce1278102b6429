package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.JournalException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads times that are written as nearly all are, without being told where they end: epoch numbers of 10 to 19 digits, and
 * {@code YYYY-MM-DDTHH:MM:SS[.fraction]Z}. What it reads, it reads as {@link Times} does, in a third of the time; it leaves
 * all else to that. It remembers the last date. One thread.
 */
final class PlainTime {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MIN_DIGITS = 10;
    private static final int MAX_DIGITS = 19;
    private static final int DATE_BYTES = 10;
    private static final int SECOND_BYTES = 19; // with the date

    private long nanos;
    private long dateWord; // the first eight characters of the date that dateNanos begins
    private short dateRest; // and the last two
    private long dateNanos;

    /** The last time that was read. */
    long nanos() {
        return nanos;
    }

    /**
     * Reads a time.
     *
     * @param ascii an array with the time
     * @param at where it begins
     * @param end where the array's content ends
     * @return the place behind it, for the caller to see whether it may end there; -1 where it is not so plain
     */
    int read(byte[] ascii, int at, int end) {
        if (end - at < MIN_DIGITS) {
            return -1;
        }
        return ascii[at + 4] == '-' ? iso(ascii, at, end) : epoch(ascii, at, end);
    }

    private int epoch(byte[] ascii, int at, int end) {
        if (ascii[at] == '0') {
            return -1; // its digits do not tell its magnitude
        }
        int last = Math.min(end, at + MAX_DIGITS);
        long value = 0;
        int place = at;
        while (place + 8 <= last) {
            int eight = Digits.eight(ascii, place);
            if (eight < 0) {
                break;
            }
            value = value * 100_000_000L + eight;
            place += 8;
        }
        while (place < last && ascii[place] >= '0' && ascii[place] <= '9') {
            value = value * 10 + ascii[place++] - '0';
        }
        int digits = place - at;
        if (digits < MIN_DIGITS || value < 0) { // 19 digits may pass what a long holds
            return -1;
        }
        long unit = digits <= 11 ? 1_000_000_000L : digits <= 14 ? 1_000_000L : digits <= 17 ? 1_000L : 1L;
        if (value >= Times.END_NANOS / unit) {
            return -1;
        }
        nanos = value * unit;
        return place;
    }

    private int iso(byte[] ascii, int at, int end) {
        if (end - at <= SECOND_BYTES || ascii[at + 10] != 'T' || ascii[at + 13] != ':' || ascii[at + 16] != ':') {
            return -1;
        }
        int hour = pair(ascii, at + 11);
        int minute = pair(ascii, at + 14);
        int second = pair(ascii, at + 17);
        if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59 || !turnTo(ascii, at)) {
            return -1;
        }
        long fraction = 0;
        int place = at + SECOND_BYTES;
        if (ascii[place] == '.') {
            int first = ++place;
            int last = Math.min(end, first + 9);
            while (place < last && ascii[place] >= '0' && ascii[place] <= '9') {
                fraction = fraction * 10 + ascii[place++] - '0';
            }
            if (place == first) {
                return -1;
            }
            fraction *= Decimal.power(9 - (place - first));
        }
        if (place == end || ascii[place] != 'Z') {
            return -1;
        }
        nanos = dateNanos + (hour * 3600L + minute * 60L + second) * 1_000_000_000L + fraction;
        return nanos >= 0 && nanos < Times.END_NANOS ? place + 1 : -1;
    }

    private static int pair(byte[] ascii, int at) {
        int tens = ascii[at] - '0';
        int ones = ascii[at + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
    }

    /** Finds out which day a date is; false where it is none. */
    private boolean turnTo(byte[] ascii, int at) {
        long word = Ascii.eight(ascii, at);
        short rest = (short) SHORT.get(ascii, at + 8);
        if (word == dateWord && rest == dateRest) {
            return true;
        }
        try {
            dateNanos = IsoTime.date(ascii, at, DATE_BYTES) * 86_400_000_000_000L;
        } catch (JournalException e) {
            return false; // whoever reads it again says why
        }
        dateWord = word;
        dateRest = rest;
        return true;
    }
}
