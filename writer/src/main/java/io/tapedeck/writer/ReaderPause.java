package io.tapedeck.writer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * How a reader that again and again finds a series changed under its hands gets a moment of quiet: it {@link #ask asks}, and the
 * writer, between two records, stands still until nobody asks any more. The writer waits for a millisecond at most, since a
 * reader's thread may have lost its processor, and after a pause works for at least as long as it stood still times {@value
 * #WORK_RATIO}. One object for all series.
 */
final class ReaderPause {
    private static final long LONGEST_NANOS = 1_000_000;
    private static final int WORK_RATIO = 4;
    private static final VarHandle ASKING;

    static {
        try {
            ASKING = MethodHandles.lookup().findVarHandle(ReaderPause.class, "asking", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int asking;
    // The writer's own.
    private long notBeforeNanos = System.nanoTime();

    /** A reader asks for quiet; it must call {@link #done} afterwards. Any thread. */
    void ask() {
        ASKING.getAndAdd(this, 1);
    }

    /** A reader that asked has what it wanted. */
    void done() {
        ASKING.getAndAdd(this, -1);
    }

    /** The writer calls this between records, where no series is half changed: a volatile read where nobody asks. */
    void yieldToReaders() {
        if (asking != 0) {
            pause();
        }
    }

    private void pause() {
        long start = System.nanoTime();
        if (start - notBeforeNanos < 0) {
            return;
        }
        long stood = 0;
        while (asking != 0 && stood < LONGEST_NANOS) {
            if (stood < 20_000) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(10_000);
            }
            stood = System.nanoTime() - start;
        }
        notBeforeNanos = start + stood * (1 + WORK_RATIO);
    }
}
