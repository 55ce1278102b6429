package io.tapedeck.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * When each request of a fixed pace is due, from the moment of its making on. A latency that counts from when a request was due,
 * and not from when it was sent, has the waiting in it that a stall brings upon those behind it. Any thread.
 */
final class Schedule {
    private final long startNanos = System.nanoTime();
    private final long everyNanos;

    Schedule(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    /** When a request is due, on the clock of {@link System#nanoTime}. */
    long dueNanos(int request) {
        return startNanos + request * everyNanos;
    }

    /** Waits until a request is due; returns at once when it is late. */
    void await(int request) {
        long dueNanos = dueNanos(request);
        for (long rest = dueNanos - System.nanoTime(); rest > 0; rest = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
