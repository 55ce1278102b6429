package io.tapedeck.journal;

/**
 * How often something was done, and how long that took altogether. One thread adds, any thread reads; the two figures may be
 * read an addition apart.
 */
public final class Timings {
    private volatile long count;
    private volatile long totalNanos;

    /** Nothing was done yet. */
    public Timings() {}

    /**
     * Adds one. The thread that does it, alone.
     *
     * @param nanos how long it took
     */
    public void add(long nanos) {
        totalNanos = totalNanos + nanos;
        count = count + 1;
    }

    /**
     * How often it was done.
     *
     * @return since the start
     */
    public long count() {
        return count;
    }

    /**
     * How long it took altogether.
     *
     * @return nanoseconds since the start
     */
    public long totalNanos() {
        return totalNanos;
    }
}
