package io.tapedeck.tools;

import io.tapedeck.journal.DecimalParser;
import io.tapedeck.server.Times;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Reads the times of a column in the way of its shape. What is no time as ISO 8601 writes it is brought into that form first.
 * Without an object a time. One thread at a time; refuses with BAD_VALUE, or {@link RowException}.
 */
final class TimeReader {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final byte[] EST = "-05:00".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_BYTES = 40;
    private static final int DATE_BYTES = 10;
    private static final int SECOND_BYTES = 19; // of a date and time without fraction
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long SAFE_NANOS = 7_000_000_000L * SECOND_NANOS; // in the year 2191
    private static final long DAY_NANOS = 86_400 * SECOND_NANOS;

    private final ZoneId zone;
    private final long midnightNanos; // in New York, of the file's date
    private final byte[] iso = new byte[MAX_BYTES + 8];
    private final DecimalParser decimals = new DecimalParser();

    /**
     * A reader.
     *
     * @param zone the zone of times that have none, or null
     * @param date the date of times that have none, or null
     */
    TimeReader(ZoneId zone, LocalDate date) {
        this.zone = zone;
        // By the offset at noon, for a day on which the clocks change has it but for the first hours.
        midnightNanos =
                date == null ? 0 : (date.atTime(12, 0).atZone(NEW_YORK).toEpochSecond() - 12 * 3600) * SECOND_NANOS;
    }

    /** Reads a time, whose time of day may stand apart; then its length is not 0. */
    long read(Shape shape, byte[] text, int start, int length) throws RowException {
        return switch (shape) {
            case LETTER_D -> letterD(text, start, length);
            case DAY_FIRST -> dayFirst(text, start, length, zone);
            case DAY_FIRST_UTC -> dayFirst(text, start, length, ZoneOffset.UTC);
            case COMPACT_EST -> compact(text, start, length);
            case SECONDS_OF_DAY -> ofDay(text, start, length);
            case LOCAL_MILLIS -> localMillis(text, start, length);
            case SECONDS, MILLIS, MICROS, MILLIS_OR_MICROS -> epoch(text, start, length);
            default -> Times.parse(text, start, length, zone);
        };
    }

    /** The numbers that nearly all rows have are read here; whatever else it may be, is read with all that it takes. */
    private long epoch(byte[] text, int start, int length) {
        long nanosPerUnit = length == 10 ? SECOND_NANOS : length == 13 ? 1_000_000 : length == 16 ? 1_000 : 0;
        long value = 0;
        for (int at = start; at < start + length && nanosPerUnit != 0; at++) {
            int digit = text[at] - '0';
            value = value * 10 + digit;
            nanosPerUnit = digit < 0 || digit > 9 ? 0 : nanosPerUnit;
        }
        // Without zeros in front the number of digits is the magnitude, which tells the unit.
        return nanosPerUnit != 0 && text[start] != '0' && value < SAFE_NANOS / nanosPerUnit
                ? value * nanosPerUnit
                : Times.parse(text, start, length, zone);
    }

    /** Reads a date such as {@code 2024.01.31} with a time of day beside it. */
    long read(byte[] date, int start, int length, byte[] clock, int clockStart, int clockLength) throws RowException {
        if (length != DATE_BYTES || clockLength == 0 || clockLength > MAX_BYTES - DATE_BYTES) {
            throw unexpected(date, start, length, "2024.01.31 and a time of day");
        }
        needZone();
        System.arraycopy(date, start, iso, 0, DATE_BYTES);
        iso[4] = dash(iso[4], '.');
        iso[7] = dash(iso[7], '.');
        iso[DATE_BYTES] = 'T';
        System.arraycopy(clock, clockStart, iso, DATE_BYTES + 1, clockLength);
        return Times.parse(iso, 0, DATE_BYTES + 1 + clockLength, zone);
    }

    private void needZone() throws RowException {
        if (zone == null) {
            throw new RowException(
                    "the time is on the broker's clock: give the broker's zone, for example --zone Europe/Athens");
        }
    }

    /** Keeps what is no separator as it is, so that it is refused as a date. */
    private static byte dash(byte found, char separator) {
        return found == separator ? (byte) '-' : (byte) '?';
    }

    private long letterD(byte[] text, int start, int length) throws RowException {
        if (length < SECOND_BYTES || length > MAX_BYTES) {
            throw unexpected(text, start, length, "2018-11-27D00:00:01.123456000");
        }
        System.arraycopy(text, start, iso, 0, length);
        iso[DATE_BYTES] = iso[DATE_BYTES] == 'D' ? (byte) 'T' : iso[DATE_BYTES];
        return Times.parse(iso, 0, length, ZoneOffset.UTC);
    }

    private long dayFirst(byte[] text, int start, int length, ZoneId missing) throws RowException {
        if (length < SECOND_BYTES || length > MAX_BYTES) {
            throw unexpected(text, start, length, "31.12.2024 23:59:59.123");
        }
        System.arraycopy(text, start + 6, iso, 0, 4);
        iso[4] = dash(text[start + 5], '.');
        System.arraycopy(text, start + 3, iso, 5, 2);
        iso[7] = dash(text[start + 2], '.');
        System.arraycopy(text, start, iso, 8, 2);
        int end = start + length;
        int gmt = end;
        for (int at = start + SECOND_BYTES; at + 3 < end; at++) {
            if (text[at] == ' ' && text[at + 1] == 'G' && text[at + 2] == 'M' && text[at + 3] == 'T') {
                gmt = at;
            }
        }
        int clock = gmt - start - DATE_BYTES;
        System.arraycopy(text, start + DATE_BYTES, iso, DATE_BYTES, clock);
        int written = DATE_BYTES + clock;
        if (gmt < end && gmt + 4 == end) {
            iso[written++] = 'Z';
        } else if (gmt < end) {
            System.arraycopy(text, gmt + 4, iso, written, end - gmt - 4);
            written += end - gmt - 4;
        }
        return Times.parse(iso, 0, written, missing);
    }

    private long compact(byte[] text, int start, int length) throws RowException {
        if (length != 18 || text[start + 8] != ' ') {
            throw unexpected(text, start, length, "20240131 235959123");
        }
        int written = group(text, start, 4, 0, '-');
        written = group(text, start + 4, 2, written, '-');
        written = group(text, start + 6, 2, written, 'T');
        written = group(text, start + 9, 2, written, ':');
        written = group(text, start + 11, 2, written, ':');
        written = group(text, start + 13, 2, written, '.');
        System.arraycopy(text, start + 15, iso, written, 3);
        System.arraycopy(EST, 0, iso, written + 3, EST.length);
        return Times.parse(iso, 0, written + 3 + EST.length, null);
    }

    private int group(byte[] text, int start, int length, int written, char separator) {
        System.arraycopy(text, start, iso, written, length);
        iso[written + length] = (byte) separator;
        return written + length + 1;
    }

    private long ofDay(byte[] text, int start, int length) throws RowException {
        decimals.parse(text, start, length);
        int places = decimals.scale();
        long nanos = places > 9 ? -1 : decimals.mantissa();
        for (int i = places; i < 9 && nanos >= 0 && nanos < DAY_NANOS; i++) {
            nanos *= 10;
        }
        if (nanos < 0 || nanos >= DAY_NANOS) {
            throw unexpected(text, start, length, "seconds since midnight, with at most nine decimals");
        }
        return midnightNanos + nanos;
    }

    private long localMillis(byte[] text, int start, int length) throws RowException {
        needZone();
        if (length > 15 || Shape.digits(text, start, start + length) != length) {
            throw unexpected(text, start, length, "milliseconds");
        }
        long millis = 0;
        for (int i = 0; i < length; i++) {
            millis = millis * 10 + text[start + i] - '0';
        }
        return Times.atZone(millis / 1000, zone) + millis % 1000 * 1_000_000;
    }

    private static RowException unexpected(byte[] text, int start, int length, String expected) {
        return new RowException("\"" + new String(text, start, Math.min(length, 60), StandardCharsets.UTF_8)
                + "\": expected a time such as " + expected);
    }
}
