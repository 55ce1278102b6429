package io.tapedeck.journal;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The arrays that requests are decoded into: power-of-two sizes from 4 KiB to 16 MiB, kept for reuse, under one budget for
 * those in use and those kept. Any thread.
 *
 * <p>Requests that wait for each other's room while they grow could wait for ever. Therefore one at a time may grow beyond
 * the budget: it can always finish, and its end makes room for the others. The memory in use is thus at most the budget
 * and twice the largest array. No wait lasts longer than ten seconds; then it is refused as busy.
 */
final class RequestBuffers {
    static final int MIN_BYTES = 4 << 10;
    static final int MAX_BYTES = 16 << 20;
    private static final int CLASSES = Integer.numberOfTrailingZeros(MAX_BYTES / MIN_BYTES) + 1;
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long budgetBytes;
    private final long maxWaitNanos;
    private final BooleanSupplier stopped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<byte[]>[] kept;
    private long usedBytes;
    private long keptBytes;
    private byte[] overdraft; // the one array that was taken beyond the budget, or null

    RequestBuffers(long budgetBytes, BooleanSupplier stopped) {
        this(budgetBytes, MAX_WAIT_NANOS, stopped);
    }

    RequestBuffers(long budgetBytes, long maxWaitNanos, BooleanSupplier stopped) {
        this.budgetBytes = budgetBytes;
        this.maxWaitNanos = maxWaitNanos;
        this.stopped = stopped;
        @SuppressWarnings({"unchecked", "rawtypes"})
        ArrayDeque<byte[]>[] deques = new ArrayDeque[CLASSES];
        Arrays.setAll(deques, i -> new ArrayDeque<>());
        kept = deques;
    }

    /**
     * Takes an array.
     *
     * @param bytes the least size, at most {@link #MAX_BYTES}
     * @return an array of that size or larger, with anything in it; null where there was no room, or capture stopped
     */
    byte[] take(int bytes, WhenFull whenFull) {
        return take(sizeClass(bytes), whenFull, null);
    }

    /** Takes an array of the next size, copies {@code length} bytes into it, and gives the old one back; or returns null. */
    byte[] grow(byte[] old, int length, WhenFull whenFull) {
        byte[] larger = take(sizeClass(old.length * 2), whenFull, old);
        if (larger != null) {
            System.arraycopy(old, 0, larger, 0, length);
            give(old);
        }
        return larger;
    }

    /** Takes an array; {@code growing} is the one that it replaces, or null. Who overdraws already may go on to do so. */
    private byte[] take(int sizeClass, WhenFull whenFull, byte[] growing) {
        int bytes = MIN_BYTES << sizeClass;
        long deadline = System.nanoTime() + maxWaitNanos;
        lock.lock();
        try {
            while (usedBytes + bytes > budgetBytes) {
                boolean mayOverdraw = growing != null && (overdraft == null || overdraft == growing);
                if (mayOverdraw && whenFull == WhenFull.WAIT) {
                    return overdraft = takeNow(sizeClass);
                }
                long rest = deadline - System.nanoTime();
                if (whenFull == WhenFull.REFUSE || rest <= 0 || stopped.getAsBoolean() || !awaitRoom(rest)) {
                    return null;
                }
            }
            return takeNow(sizeClass);
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom(long nanos) {
        try {
            room.awaitNanos(Math.min(nanos, 100_000_000L));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private byte[] takeNow(int sizeClass) {
        int bytes = MIN_BYTES << sizeClass;
        usedBytes += bytes;
        byte[] buffer = kept[sizeClass].pollLast();
        if (buffer != null) {
            keptBytes -= bytes;
            return buffer;
        }
        for (int i = CLASSES - 1; i >= 0 && usedBytes + keptBytes > budgetBytes; i--) {
            while (usedBytes + keptBytes > budgetBytes && kept[i].pollLast() != null) {
                keptBytes -= MIN_BYTES << i;
            }
        }
        return new byte[bytes];
    }

    /** Gives an array back. */
    void give(byte[] buffer) {
        lock.lock();
        try {
            usedBytes -= buffer.length;
            if (buffer == overdraft) {
                overdraft = null;
            }
            if (usedBytes + keptBytes + buffer.length <= budgetBytes) {
                kept[sizeClass(buffer.length)].addLast(buffer);
                keptBytes += buffer.length;
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait, to see that capture stopped. */
    void wake() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    static JournalException busy() {
        return new JournalException(
                Code.BUSY, "the buffers for requests are full: expected room; send again in a moment, or slower");
    }

    private static int sizeClass(int bytes) {
        int words = Math.max(bytes, MIN_BYTES) - 1;
        return 32 - Integer.numberOfLeadingZeros(words) - Integer.numberOfTrailingZeros(MIN_BYTES);
    }
}
