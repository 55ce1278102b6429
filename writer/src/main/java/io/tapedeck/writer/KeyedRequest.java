package io.tapedeck.writer;

/**
 * A request that came with an idempotency key and was applied: what a repeat of it is answered with. Immutable; any thread.
 *
 * @param key the hash of the key
 * @param body the hash of what was sent with it
 * @param firstSeq the number of its first tick; the others follow without a hole
 * @param count its ticks, from 1
 * @param atNanos when it was appended, on the journal's clock, nanoseconds since the epoch
 */
public record KeyedRequest(RequestHash key, RequestHash body, long firstSeq, int count, long atNanos) {
    /**
     * The number of its last tick.
     *
     * @return {@code firstSeq + count - 1}
     */
    public long lastSeq() {
        return firstSeq + count - 1;
    }
}
