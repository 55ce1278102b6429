package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.writer.RequestHash;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request with a key, from the moment in which it has the key for itself until the writer has applied its ticks. The thread
 * that has it settles it once; any thread may wait for that.
 */
final class KeyedWrite {
    private final RequestHash key;
    private final RequestHash body;
    private final CountDownLatch settled = new CountDownLatch(1);
    private Written written; // read behind the latch

    KeyedWrite(RequestHash key, RequestHash body) {
        this.key = key;
        this.body = body;
    }

    RequestHash key() {
        return key;
    }

    RequestHash body() {
        return body;
    }

    /** Says what came of it: null where nothing was recorded, so that the next may try. */
    void settle(Written outcome) {
        written = outcome;
        settled.countDown();
    }

    /** Waits until it is settled; false when the time ran out. */
    boolean awaitSettled(Deadline deadline) throws InterruptedException {
        return settled.await(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    }

    /** What came of it; null where nothing was recorded. Only once it is settled. */
    Written written() {
        return written;
    }

    /** Whether the writer, which has applied all up to a {@code seq}, knows this one by now. */
    boolean isApplied(long appliedSeq) {
        return written.isAppended() && written.lastSeq() <= appliedSeq;
    }
}
