package io.tapedeck.query;

/** Where intervals begin. */
final class Bucket {
    private Bucket() {}

    /** Where the interval begins that holds a time. */
    static long start(long tsNanos, long intervalNanos) {
        return Math.floorDiv(tsNanos, intervalNanos) * intervalNanos;
    }

    /** The first beginning of an interval that is not before a time. */
    static long startFrom(long tsNanos, long intervalNanos) {
        long before = Math.floorMod(tsNanos, intervalNanos);
        return before == 0 ? tsNanos : tsNanos - before + intervalNanos;
    }

    /** The same for the end of a range; a time that lies too close to the end of time stays as it is. */
    static long startFromOrEnd(long tsNanos, long intervalNanos) {
        return tsNanos > Long.MAX_VALUE - intervalNanos ? tsNanos : startFrom(tsNanos, intervalNanos);
    }
}
