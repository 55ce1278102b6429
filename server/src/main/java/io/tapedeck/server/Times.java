package io.tapedeck.server;

import java.time.ZoneId;

/**
 * Times in text, read and printed: ISO 8601, or epoch numbers in seconds, milliseconds, microseconds or nanoseconds by their
 * magnitude. Stateless; any thread.
 */
public final class Times {
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
     * decimal fraction is kept exactly. Makes no object for the common forms.
     *
     * @param ascii an array with the time
     * @param offset where it begins
     * @param length its bytes
     * @param zone the zone of times without one, or null where those are refused
     * @return nanoseconds since the epoch, from 1970 to 2200
     * @throws io.tapedeck.journal.JournalException BAD_VALUE
     */
    public static long parse(byte[] ascii, int offset, int length, ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a bound of a range: what {@link #parse} reads, and a date, a time without zone (UTC), {@code now}, and a distance
     * back from now such as {@code -15m} or {@code -1d}.
     *
     * @param text the text
     * @param nowNanos the time now
     * @return nanoseconds since the epoch
     * @throws io.tapedeck.journal.JournalException BAD_VALUE
     */
    public static long parseBound(String text, long nowNanos) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }
}
