package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Times in text, read and printed: ISO 8601, or epoch numbers in seconds, milliseconds, microseconds or nanoseconds by their
 * magnitude. Stateless; any thread.
 */
public final class Times {
    /** The first nanosecond that is refused: 2201-01-01T00:00:00Z. */
    static final long END_NANOS = CivilDay.epochDay(2201, 1, 1) * 86_400_000_000_000L;

    private static final int SHOWN_BYTES = 60;

    private Times() {}

    /** How times are printed. */
    public enum Style {
        /** UTC with nine decimals and {@code Z}. */
        ISO,
        /** Nanoseconds since the epoch. */
        NS,
        /** Microseconds since the epoch, rounded down. */
        US,
        /** Milliseconds since the epoch, rounded down. */
        MS,
        /** Seconds since the epoch, rounded down. */
        S
    }

    /**
     * Reads a tick's time: ISO 8601 with a zone, or without where {@code zone} is given; or an epoch number, of which a
     * decimal fraction is kept exactly. What is finer than a nanosecond is refused, never rounded. Makes no object.
     *
     * @param ascii an array with the time
     * @param offset where it begins
     * @param length its bytes
     * @param zone the zone of times without one, or null where those are refused. A time that the zone's clock skipped
     *     moves on by the gap; one that it showed twice is the first of the two
     * @return nanoseconds since the epoch, from 1970 to 2200
     * @throws io.tapedeck.journal.JournalException BAD_VALUE
     */
    public static long parse(byte[] ascii, int offset, int length, ZoneId zone) {
        if (length < 1 || length > SHOWN_BYTES) {
            throw unreadable(ascii, offset, length);
        }
        return EpochNumber.looksLikeOne(ascii, offset, length)
                ? EpochNumber.parse(ascii, offset, length)
                : IsoTime.parse(ascii, offset, length, zone);
    }

    /**
     * The instant at which a zone's clock showed a time. One that it skipped moves on by the gap; one that it showed twice is
     * the first of the two. Makes no object.
     *
     * @param localSeconds what the clock showed, counted as if it were UTC, seconds since the epoch
     * @param zone the zone
     * @return nanoseconds since the epoch, from 1970 to 2200
     * @throws io.tapedeck.journal.JournalException BAD_VALUE
     */
    public static long atZone(long localSeconds, ZoneId zone) {
        boolean known = localSeconds >= 0 && localSeconds < END_NANOS / 1_000_000_000L;
        long seconds = known ? ZonedSeconds.epochSeconds(localSeconds, zone) : -1;
        if (seconds < 0 || seconds >= END_NANOS / 1_000_000_000L) {
            byte[] ascii = Long.toString(localSeconds).getBytes(StandardCharsets.US_ASCII);
            throw refused("in seconds is outside 1970 to 2200", ascii, 0, ascii.length);
        }
        return seconds * 1_000_000_000L;
    }

    /**
     * Reads a bound of a range: what {@link #parse} reads, and a date, a time without zone (UTC), {@code now}, and a distance
     * back from now such as {@code -15m} or {@code now-1d}, in s, m, h, d or w; one that reaches further back than 1970 is
     * 1970.
     *
     * @param text the text
     * @param nowNanos the time now
     * @return nanoseconds since the epoch
     * @throws io.tapedeck.journal.JournalException BAD_VALUE
     */
    public static long parseBound(String text, long nowNanos) {
        String trimmed = text.strip();
        byte[] ascii = trimmed.getBytes(StandardCharsets.UTF_8);
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.equals("now")) {
            return nowNanos;
        }
        String distance = lower.startsWith("now-") ? lower.substring(3) : lower;
        if (distance.matches("-[0-9]{1,9}[smhdw]")) {
            long units = Long.parseLong(distance, 1, distance.length() - 1, 10);
            long unitSeconds = unitSeconds(distance.charAt(distance.length() - 1));
            return Math.max(
                    0, nowNanos - Math.min(units * unitSeconds, nowNanos / 1_000_000_000L + 1) * 1_000_000_000L);
        }
        if (ascii.length == 10 && ascii[4] == '-') {
            long nanos = IsoTime.date(ascii, 0, 10) * 86_400_000_000_000L;
            if (nanos < 0 || nanos >= END_NANOS) {
                throw refused("is outside 1970 to 2200", ascii, 0, 10);
            }
            return nanos;
        }
        return parse(ascii, 0, ascii.length, ZoneOffset.UTC);
    }

    /** A time as the number that a style makes of it; nanoseconds where it makes a text. */
    static long count(long nanos, Style style) {
        return switch (style) {
            case ISO, NS -> nanos;
            case US -> Math.floorDiv(nanos, 1_000L);
            case MS -> Math.floorDiv(nanos, 1_000_000L);
            case S -> Math.floorDiv(nanos, 1_000_000_000L);
        };
    }

    /** Whether a bound of a range moves with the clock: {@code now}, or a distance from it. */
    static boolean isRelative(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("now") || lower.startsWith("-");
    }

    private static long unitSeconds(char unit) {
        return switch (unit) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            case 'd' -> 86_400;
            default -> 7 * 86_400;
        };
    }

    /**
     * Prints a time.
     *
     * @param nanos nanoseconds since the epoch
     * @param style how
     * @param target an array with room for 30 bytes from {@code at} on
     * @param at where to begin
     * @return the bytes written
     */
    public static int print(long nanos, Style style, byte[] target, int at) {
        return new TimePrinter(style).print(nanos, target, at) - at;
    }

    /**
     * A time in text.
     *
     * @param nanos nanoseconds since the epoch
     * @param style how
     * @return the text, without quotes
     */
    public static String text(long nanos, Style style) {
        byte[] bytes = new byte[TimePrinter.MAX_BYTES];
        return new String(bytes, 0, print(nanos, style, bytes, 0), StandardCharsets.US_ASCII);
    }

    static JournalException unreadable(byte[] ascii, int offset, int length) {
        return refused("is not a time", ascii, offset, length);
    }

    static JournalException refused(String why, byte[] ascii, int offset, int length) {
        String shown = new String(ascii, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
        return new JournalException(
                JournalException.Code.BAD_VALUE,
                "time \"" + shown + "\" " + why
                        + ": expected ISO 8601 such as 2026-11-23T10:00:00.123Z, or an epoch number in s, ms, us or ns");
    }
}
