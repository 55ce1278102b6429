package io.tapedeck.journal;

/**
 * The ticks that came in together, decoded whole into a pooled buffer in the journal's own row layout. A capture gives it
 * out; {@link Capture#submit} takes it back, and so does {@link #close}, which records nothing. One thread at a time.
 */
public final class Request implements AutoCloseable {
    /** The greatest number of ticks in a request. */
    public static final int MAX_TICKS = 131_072;

    Request() {}

    /**
     * The number to put into a tick for a symbol: the registry's, or for a symbol that is new a provisional one that is
     * good in this request only.
     *
     * @param ascii an array with the symbol
     * @param offset where it begins
     * @param length its bytes
     * @return the number for {@link Tick#start}
     * @throws JournalException BAD_SYMBOL when it breaks the rules for symbols
     */
    public int symbol(byte[] ascii, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a tick, which is copied.
     *
     * @param tick the tick
     * @throws JournalException REQUEST_TOO_LARGE when the request holds {@link #MAX_TICKS} already; BUSY when there is no
     *     room for it in the capture's buffers
     */
    public void add(Tick tick) {
        throw new UnsupportedOperationException();
    }

    /**
     * How many ticks it holds.
     *
     * @return 0 to {@link #MAX_TICKS}
     */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a retry of the request recognisable: the journal keeps both hashes with its ticks.
     *
     * @param key 16 bytes: a hash of the sender's key
     * @param body 16 bytes: a hash of what the sender sent
     */
    public void idempotency(byte[] key, byte[] body) {
        throw new UnsupportedOperationException();
    }

    /** Gives the buffer back and records nothing; does nothing after the request was submitted. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
