package io.tapedeck.writer;

import java.nio.ByteBuffer;

/**
 * Sixteen bytes that stand for an idempotency key, or for what was sent with one. Immutable; any thread.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight
 */
public record RequestHash(long high, long low) {
    /** How long a hash is. */
    public static final int BYTES = 16;

    /**
     * Reads a hash.
     *
     * @param bytes an array that holds it
     * @param offset where it begins
     * @return the hash
     */
    public static RequestHash of(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new RequestHash(buffer.getLong(offset), buffer.getLong(offset + Long.BYTES));
    }

    /**
     * The hash as the journal and the tape keep it.
     *
     * @return an array of its own
     */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
