package io.tapedeck.server;

import io.tapedeck.journal.Receipt;
import io.tapedeck.writer.KeyedRequest;

/**
 * What a request came to: handed over to the journal now, or by an earlier request with the same key, which may be long ago.
 * Immutable; any thread may wait.
 */
final class Written {
    private final int count;
    private final Receipt receipt; // null where it is in the journal already
    private final long knownFirstSeq;
    private final boolean repeat;

    private Written(int count, Receipt receipt, long knownFirstSeq, boolean repeat) {
        this.count = count;
        this.receipt = receipt;
        this.knownFirstSeq = knownFirstSeq;
        this.repeat = repeat;
    }

    /** A request that was handed over now. */
    static Written now(int count, Receipt receipt) {
        return new Written(count, receipt, 0, false);
    }

    /** A request that was applied before. */
    static Written before(KeyedRequest request) {
        return new Written(request.count(), null, request.firstSeq(), true);
    }

    /** The same as a request that comes later is told of it. */
    Written repeated() {
        return repeat ? this : new Written(count, receipt, knownFirstSeq, true);
    }

    /** Its ticks, from 1. */
    int count() {
        return count;
    }

    /** Whether it was an earlier request that recorded it. */
    boolean isRepeat() {
        return repeat;
    }

    /**
     * Waits until it is in the journal.
     *
     * @return false when the time ran out
     * @throws io.tapedeck.journal.JournalException STOPPED when it did not get there and never will
     */
    boolean awaitAppended(long timeoutNanos) throws InterruptedException {
        return receipt == null || receipt.awaitAppended(timeoutNanos);
    }

    /** Whether it is in the journal; when not, it may get there later. */
    boolean isAppended() {
        return receipt == null || receipt.isAppended();
    }

    /** The number of its first tick; to be asked for once it is appended. */
    long firstSeq() {
        return receipt == null ? knownFirstSeq : receipt.firstSeq();
    }

    /** The number of its last tick; to be asked for once it is appended. */
    long lastSeq() {
        return firstSeq() + count - 1;
    }
}
