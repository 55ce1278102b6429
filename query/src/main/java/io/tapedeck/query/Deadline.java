package io.tapedeck.query;

/** The time by which an answer must be finished. Immutable; any thread. */
public final class Deadline {
    private final long startNanos = System.nanoTime();
    private final long lengthNanos;

    private Deadline(long lengthNanos) {
        this.lengthNanos = lengthNanos;
    }

    /**
     * A deadline from now on.
     *
     * @param nanos how long, above 0
     * @return the deadline
     */
    public static Deadline in(long nanos) {
        return new Deadline(nanos);
    }

    /**
     * What is left.
     *
     * @return nanoseconds; 0 or below when it has passed
     */
    public long remainingNanos() {
        return lengthNanos - (System.nanoTime() - startNanos);
    }

    /**
     * Refuses to go on when the time has passed.
     *
     * @throws QueryException TIMEOUT
     */
    public void check() {
        if (remainingNanos() <= 0) {
            throw new QueryException(
                    QueryException.Code.TIMEOUT,
                    "the query did not end within " + lengthNanos / 1_000_000 + " ms: ask for a shorter range");
        }
    }
}
