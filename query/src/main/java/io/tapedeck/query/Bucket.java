package io.tapedeck.query;

import io.tapedeck.writer.Candle;

/**
 * One candle of an answer before it is put into words.
 *
 * @param tsNanos its beginning
 * @param candle its value, with a tick in it at least
 */
record Bucket(long tsNanos, Candle candle) {
    /** Where the interval begins that holds a time. */
    static long start(long tsNanos, long intervalNanos) {
        return Math.floorDiv(tsNanos, intervalNanos) * intervalNanos;
    }

    /** The first beginning of an interval that is not before a time. */
    static long startFrom(long tsNanos, long intervalNanos) {
        long before = Math.floorMod(tsNanos, intervalNanos);
        return before == 0 ? tsNanos : tsNanos - before + intervalNanos;
    }
}
