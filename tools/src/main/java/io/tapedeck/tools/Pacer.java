package io.tapedeck.tools;

import java.util.concurrent.locks.LockSupport;

/**
 * Holds a replay to the pace of its ticks' clock. A clock that goes back is not waited for. One thread at a time.
 */
final class Pacer {
    private final double speed;
    private boolean begun;
    private long firstClockNanos;
    private long firstNanos;

    /**
     * A pacer that begins with its first tick.
     *
     * @param speed how many times as fast as the clock; infinite for no pace at all
     */
    Pacer(double speed) {
        this.speed = speed;
    }

    /** How long until a tick of this time is due; 0 or less when it is. */
    long dueInNanos(long clockNanos) {
        if (Double.isInfinite(speed)) {
            return 0;
        }
        if (!begun) {
            begun = true;
            firstClockNanos = clockNanos;
            firstNanos = System.nanoTime();
        }
        return (long) ((clockNanos - firstClockNanos) / speed) - (System.nanoTime() - firstNanos);
    }

    /** Waits until a tick of this time is due. */
    void await(long clockNanos) {
        for (long rest = dueInNanos(clockNanos); rest > 0; rest = dueInNanos(clockNanos)) {
            LockSupport.parkNanos(rest);
        }
    }
}
