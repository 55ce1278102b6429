package io.tapedeck.writer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The gate in front of the tape's snapshots. While it is closed, new snapshots wait, so that the running ones come to an end
 * and a checkpoint can start the WAL anew. That is the last resort, where readers overlap that last for long (see
 * {@link Checkpointer}); others let the WAL begin anew without waiting. It never stays closed for longer than 100 ms. Any thread
 * may enter; the checkpointer alone closes it.
 */
public final class ReaderGate {
    static final long MAX_CLOSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int inside;
    private boolean closed;

    /** An open gate. */
    public ReaderGate() {}

    /**
     * Enters, waiting while the gate is closed; {@link #leave} must follow.
     *
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public void enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long restNanos = MAX_CLOSED_NANOS;
            while (closed && restNanos > 0) {
                restNanos = changed.awaitNanos(restNanos);
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves. */
    public void leave() {
        lock.lock();
        try {
            if (--inside == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the gate, waits until nobody is inside, does the work, and opens the gate again.
     *
     * @param work runs with nobody inside, or after 50 ms all the same: SQLite itself keeps it right
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    void whileClosed(Runnable work) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            closed = true;
            long restNanos = MAX_CLOSED_NANOS / 2;
            while (inside > 0 && restNanos > 0) {
                restNanos = changed.awaitNanos(restNanos);
            }
        } finally {
            lock.unlock();
        }
        try {
            work.run();
        } finally {
            lock.lock();
            try {
                closed = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
