package io.tapedeck.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets threads wait for progress that other threads publish through volatile fields. Waking costs one volatile read while
 * nobody waits, so that the journal's thread can do it after every record. Any thread may wait and wake.
 */
public final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private volatile int waiting;

    /** A signal that nobody waits for. */
    public Signal() {}

    /** Wakes all who wait, to look at their condition again. To be called after the progress was published. */
    public void wake() {
        if (waiting > 0) {
            lock.lock();
            try {
                progress.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a condition.
     *
     * @param condition reads volatile fields only; it is called with the signal's lock held
     * @param timeoutNanos how long to wait at most
     * @return true when the condition holds, false when the time ran out
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public boolean await(BooleanSupplier condition, long timeoutNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        long deadline = System.nanoTime() + timeoutNanos;
        lock.lockInterruptibly();
        try {
            waiting++;
            while (!condition.getAsBoolean()) {
                long rest = deadline - System.nanoTime();
                if (rest <= 0 || !progress.await(rest, TimeUnit.NANOSECONDS) && !condition.getAsBoolean()) {
                    return condition.getAsBoolean();
                }
            }
            return true;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
