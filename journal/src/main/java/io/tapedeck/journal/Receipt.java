package io.tapedeck.journal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the sender of a request holds until the request is in the journal. The journal's thread completes it once; any
 * thread may wait.
 */
public final class Receipt {
    private final CountDownLatch done = new CountDownLatch(1);
    private long firstSeq;
    private int count;
    private long recordNumber;
    private JournalException failure;

    Receipt() {}

    void appended(long firstSeq, int count) {
        this.firstSeq = firstSeq;
        this.count = count;
        done.countDown();
    }

    /** An event takes no {@code seq}: it stands behind the tick that was numbered last. */
    void eventAppended(long lastSeq, long recordNumber) {
        this.recordNumber = recordNumber;
        appended(lastSeq + 1, 0);
    }

    void failed(JournalException failure) {
        this.failure = failure;
        done.countDown();
    }

    /**
     * Waits until the request is in the journal.
     *
     * @param timeoutNanos how long to wait at most
     * @return true when it is appended, false when the time ran out before; it may be appended later all the same
     * @throws JournalException STOPPED when capture stopped before the request was appended: it is not recorded
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public boolean awaitAppended(long timeoutNanos) throws InterruptedException {
        if (!done.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (failure != null) {
            throw new JournalException(failure.code(), failure.getMessage(), failure);
        }
        return true;
    }

    /**
     * Whether the request is in the journal by now.
     *
     * @return false when it is not yet, or when capture stopped before
     */
    public boolean isAppended() {
        return done.getCount() == 0 && failure == null;
    }

    /**
     * The {@code seq} of the request's first tick; its ticks are numbered on without a hole.
     *
     * @return from 1; meaningful once {@link #awaitAppended} or {@link #isAppended} has returned true
     */
    public long firstSeq() {
        return firstSeq;
    }

    /**
     * The number of an event's record.
     *
     * @return from 1; 0 where it is no event's receipt; meaningful once {@link #awaitAppended} has returned true
     */
    public long recordNumber() {
        return recordNumber;
    }

    /**
     * How many ticks the request had.
     *
     * @return 0 or above; meaningful once {@link #awaitAppended} has returned true
     */
    public int count() {
        return count;
    }

    /**
     * The {@code seq} of the request's last tick; for an event that of the tick which it stands behind.
     *
     * @return {@code firstSeq + count - 1}
     */
    public long lastSeq() {
        return firstSeq + count - 1;
    }
}
