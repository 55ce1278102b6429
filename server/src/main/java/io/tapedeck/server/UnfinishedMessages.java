package io.tapedeck.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what the clients of the WebSocket together have sent of messages that are not whole yet: each may hold what a message
 * may have, and hundreds of them that never finish theirs would fill the memory. One of a server; any thread.
 */
final class UnfinishedMessages {
    /** Beside what each decoder keeps anyway. */
    static final long MAX_BYTES = 32 << 20;

    private final AtomicLong bytes = new AtomicLong();

    /**
     * Says how much of a client's is held now.
     *
     * @param before what it said last, 0 at first; a client that has gone says 0 at last
     * @param now what is held now
     * @return false where that would be too much together: then what it said last counts on
     */
    boolean hold(int before, int now) {
        int more = now - before;
        if (bytes.addAndGet(more) > MAX_BYTES && more > 0) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** What all of them hold. */
    long heldBytes() {
        return bytes.get();
    }
}
