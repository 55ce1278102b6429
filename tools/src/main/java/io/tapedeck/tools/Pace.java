package io.tapedeck.tools;

import java.util.concurrent.locks.LockSupport;

/**
 * A fixed rate of operations: when each is meant to begin, whether or not the one before has ended. Latency is counted from
 * there, so that what waits behind a slow operation counts as slow too. Immutable; any thread.
 */
final class Pace {
    /** A pause ends up to this much too late, so the rest is spun. */
    private static final long GRAIN_NANOS = 60_000;

    private final long startNanos;
    private final double nanosAnOperation;

    /**
     * A pace that begins a moment from now.
     *
     * @param operationsPerSecond how many operations a second
     */
    Pace(double operationsPerSecond) {
        startNanos = System.nanoTime() + 10 * GRAIN_NANOS;
        nanosAnOperation = 1e9 / operationsPerSecond;
    }

    /** When an operation is meant to begin, by {@link System#nanoTime}. */
    long intendedNanos(long operation) {
        return startNanos + (long) (operation * nanosAnOperation);
    }

    /** Waits until an operation is due, and returns when it was meant to begin. */
    long await(long operation) {
        long intendedNanos = intendedNanos(operation);
        for (long rest = intendedNanos - System.nanoTime(); rest > 0; rest = intendedNanos - System.nanoTime()) {
            if (rest > GRAIN_NANOS) {
                LockSupport.parkNanos(rest - GRAIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        return intendedNanos;
    }
}
