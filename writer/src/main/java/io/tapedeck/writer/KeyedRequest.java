package io.tapedeck.writer;

import io.tapedeck.journal.JournalRecord;

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
    /** Reads one of a record's keyed requests; the buffer is written over. */
    static KeyedRequest of(JournalRecord record, int entry, byte[] buffer) {
        record.keyHash(entry, buffer, 0);
        RequestHash key = RequestHash.of(buffer, 0);
        record.bodyHash(entry, buffer, 0);
        return new KeyedRequest(
                key,
                RequestHash.of(buffer, 0),
                record.keyFirstSeq(entry),
                record.keyTicks(entry),
                record.captureNanos());
    }

    /**
     * The number of its last tick.
     *
     * @return {@code firstSeq + count - 1}
     */
    public long lastSeq() {
        return firstSeq + count - 1;
    }
}
