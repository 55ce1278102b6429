package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a replay to the pace of its ticks' clock, counted from its first tick, so that what is late once is not late for ever.
 * A clock that goes back is not waited for. One thread at a time.
 */
public final class ReplayPacer {
    /** The slowest and the fastest pace but {@link #MAX}. */
    public static final double LEAST = 0.1;

    /** The fastest pace but {@link #MAX}. */
    public static final double GREATEST = 10_000;

    /** As fast as it goes. */
    public static final double MAX = Double.POSITIVE_INFINITY;

    /** Ticks due within this are sent without a pause: a pause costs more than it. */
    private static final long GRAIN_NANOS = 100_000;

    /** A pause ends about this much too late, so the rest is spun. */
    private static final long SPIN_NANOS = 60_000;

    /** What was sent without a pause is held back no longer than this. */
    private static final long HELD_NANOS = 500_000;

    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double speed;
    private final ReplayClock clock;
    private boolean begun;
    private long firstClockNanos;
    private long firstNanos;
    private long flushedNanos = System.nanoTime();
    private long toldNanos = flushedNanos; // when the sink last heard of a pause, or paused

    /**
     * A pacer that begins with its first tick.
     *
     * @param speed how many times as fast as the clock; {@link #MAX} for no pace at all
     * @param clock which of a tick's times to go by
     */
    public ReplayPacer(double speed, ReplayClock clock) {
        this.speed = speed;
        this.clock = clock;
    }

    /**
     * Reads a speed.
     *
     * @param text a number such as 10, or max
     * @return the speed, or NaN where it is none, or out of bounds
     */
    public static double speed(String text) {
        if (text.equalsIgnoreCase("max")) {
            return MAX;
        }
        try {
            double number = Double.parseDouble(text.replaceFirst("x$", ""));
            return number >= LEAST && number <= GREATEST ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * Whether ticks wait until they are due.
     *
     * @return false at {@link #MAX}
     */
    public boolean isPaced() {
        return speed != MAX;
    }

    /**
     * Hands all that a source has to a sink, each tick when it is due.
     *
     * @param source the source, not closed here
     * @param sink the sink
     * @throws IOException as the sink says, or where the thread was interrupted
     */
    public void run(ReplaySource source, ReplaySink sink) throws IOException {
        while (next(source, sink)) {
            Tick tick = source.tick();
            if (tick != null) {
                if (isPaced()) {
                    await(clock.nanos(tick), sink);
                }
                sink.tick(tick);
            } else if (source.gap() != null) {
                sink.gap(source.gap());
            } else if (source.event() != null) {
                sink.event(source.event()); // right behind its tick, whose clock it has no time on
            } else {
                search(sink);
            }
        }
        sink.flush();
    }

    private static boolean next(ReplaySource source, ReplaySink sink) throws IOException {
        try {
            return source.next();
        } catch (RuntimeException e) {
            sink.flush(); // what lies before the damage is shown all the same
            throw e;
        }
    }

    /** What was due before a search is not held back until its end; and a client that has gone is noticed. */
    private void search(ReplaySink sink) throws IOException {
        long nowNanos = System.nanoTime();
        if (nowNanos - toldNanos > SLICE_NANOS) {
            toldNanos = nowNanos;
            flushedNanos = nowNanos;
            sink.flush();
            sink.waiting();
            refuseInterrupted();
        } else if (nowNanos - flushedNanos > HELD_NANOS) {
            flushedNanos = nowNanos;
            sink.flush();
        }
    }

    private void await(long clockNanos, ReplaySink sink) throws IOException {
        if (!begun) {
            begun = true;
            firstClockNanos = clockNanos;
            firstNanos = System.nanoTime();
            flushedNanos = firstNanos;
        }
        long dueNanos = firstNanos + (long) ((clockNanos - firstClockNanos) / speed);
        long nowNanos = System.nanoTime();
        if (dueNanos - nowNanos <= GRAIN_NANOS) {
            if (nowNanos - flushedNanos > HELD_NANOS) {
                sink.flush();
                flushedNanos = nowNanos;
            }
            return;
        }
        sink.flush();
        for (long rest = dueNanos - nowNanos; rest > 0; rest = dueNanos - System.nanoTime()) {
            if (rest > SLICE_NANOS) {
                sink.waiting();
            }
            if (rest > SPIN_NANOS) {
                LockSupport.parkNanos(Math.min(rest - SPIN_NANOS, SLICE_NANOS));
            } else {
                Thread.onSpinWait();
            }
            refuseInterrupted();
        }
        flushedNanos = System.nanoTime();
        toldNanos = flushedNanos;
    }

    static void refuseInterrupted() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw interrupted();
        }
    }

    static InterruptedIOException interrupted() {
        return new InterruptedIOException("the replay was interrupted");
    }
}
