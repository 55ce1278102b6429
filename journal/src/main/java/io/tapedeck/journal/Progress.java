package io.tapedeck.journal;

/**
 * How far the journal has come, and what stopped it: written by the journal's thread (appended) and the sync thread (synced),
 * read by any thread. The fields are volatile, and the signal is woken after they were set.
 */
final class Progress {
    final Signal signal = new Signal();
    private volatile long appendedSeq;
    private volatile long appendedRecord;
    private volatile long syncedSeq;
    private volatile long syncedRecord;
    private volatile Throwable failure;

    void appended(long seq, long record) {
        appendedSeq = seq;
        appendedRecord = record;
        signal.wake();
    }

    void synced(long seq, long record) {
        syncedSeq = seq;
        syncedRecord = record;
        signal.wake();
    }

    /** Keeps the first failure. */
    synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        signal.wake();
    }

    long appendedSeq() {
        return appendedSeq;
    }

    long appendedRecord() {
        return appendedRecord;
    }

    long syncedSeq() {
        return syncedSeq;
    }

    long syncedRecord() {
        return syncedRecord;
    }

    Throwable failure() {
        return failure;
    }

    JournalException stopped() {
        Throwable cause = failure;
        return new JournalException(
                JournalException.Code.STOPPED,
                cause == null
                        ? "capture is closed: nothing more is recorded"
                        : "capture stopped after a failure: " + cause + "; nothing more is recorded until a restart",
                cause);
    }
}
