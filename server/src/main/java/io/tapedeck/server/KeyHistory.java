package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;

/** What was applied with idempotency keys, in this run and before it. Any thread. */
interface KeyHistory {
    /**
     * The request that was recorded with a key.
     *
     * @return null where none with this key had been applied when this was called, or where it is no longer kept
     * @throws io.tapedeck.query.QueryException TIMEOUT or BUSY
     */
    KeyedRequest find(RequestHash key, Deadline deadline);

    /** The {@code seq} up to which {@link #find} knows all requests. */
    long appliedSeq();

    /**
     * Waits until requests up to a {@code seq} are known.
     *
     * @return false when the time ran out
     * @throws io.tapedeck.writer.TapeException STOPPED when the writer failed before
     */
    boolean awaitApplied(long seq, long timeoutNanos) throws InterruptedException;
}
