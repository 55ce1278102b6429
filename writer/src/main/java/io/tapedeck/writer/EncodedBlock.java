package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;

/**
 * A block as the tape holds it: columns of blobs with their coding, see {@code BlockCodec}. Filled by the codec or from a row
 * of the tape; immutable once it was published to another thread.
 */
public final class EncodedBlock {
    EncodedBlock() {}

    /**
     * Trades or quotes.
     *
     * @return the kind
     */
    public TickKind kind() {
        throw new UnsupportedOperationException();
    }

    /**
     * How many ticks it holds.
     *
     * @return 1 to 2,048
     */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /**
     * The least time in it.
     *
     * @return nanoseconds since the epoch
     */
    public long firstTsNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * The greatest time in it, on the same UTC date.
     *
     * @return nanoseconds since the epoch
     */
    public long lastTsNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * The least {@code seq} in it.
     *
     * @return from 1
     */
    public long minSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The greatest {@code seq} in it.
     *
     * @return from 1
     */
    public long maxSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The bytes that it takes in memory, about.
     *
     * @return bytes
     */
    public int bytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends the block's ticks, in (ts, seq) order, to rows. Any thread, once published.
     *
     * @param rows rows of the same kind
     * @param symbol the number to put into the ticks' heads
     * @throws TapeException DAMAGED when the block's checksum does not hold
     */
    public void decode(TickRows rows, int symbol) {
        throw new UnsupportedOperationException();
    }
}
