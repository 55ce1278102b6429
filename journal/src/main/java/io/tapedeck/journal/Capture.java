package io.tapedeck.journal;

/**
 * The way into the journal: a ring that many threads fill, a request a slot, and one thread that numbers, joins and appends.
 * Any thread may capture. A failure of the journal's thread stops capture for good: what waits is told, and
 * {@link #failure} keeps the first cause.
 */
public final class Capture implements AutoCloseable {
    Capture() {}

    /** What to do when the ring or its buffers are full. */
    public enum WhenFull {
        /** Wait for room. */
        WAIT,
        /** Refuse with BUSY, counted. */
        REFUSE
    }

    /**
     * A request to fill.
     *
     * @param whenFull what to do when the buffers are full, here and when the request grows
     * @return an empty request, which its caller submits or closes
     * @throws JournalException BUSY, or STOPPED
     */
    public Request request(WhenFull whenFull) {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands a request to the journal; new symbols are numbered first. The request may not be used afterwards, also when this
     * throws. An empty one is fine: its receipt completes when all that was captured before by this thread is appended.
     *
     * @param request a request of this capture
     * @param whenFull what to do when the ring is full
     * @return the receipt
     * @throws JournalException BUSY, STOPPED, or TOO_MANY_SYMBOLS; nothing is recorded then
     */
    public Receipt submit(Request request, WhenFull whenFull) {
        throw new UnsupportedOperationException();
    }

    /**
     * Captures one tick, encoded in its slot; waits while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @throws JournalException STOPPED
     */
    public void add(Tick tick) {
        throw new UnsupportedOperationException();
    }

    /**
     * Captures one tick, or refuses at once while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @return false when the ring is full: the tick is not recorded
     * @throws JournalException STOPPED
     */
    public boolean offer(Tick tick) {
        throw new UnsupportedOperationException();
    }

    /**
     * The number of a symbol, which is defined where it is new.
     *
     * @param symbol the symbol
     * @return the number for {@link Tick#start}
     * @throws JournalException BAD_SYMBOL, TOO_MANY_SYMBOLS or STOPPED
     */
    public int symbol(String symbol) {
        throw new UnsupportedOperationException();
    }

    /**
     * Captures one trade whose receive time is now.
     *
     * @param symbol the symbol
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @param price an exact decimal
     * @param size an exact decimal, or null where it is not known
     * @param side the aggressor's side, or null
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, TOO_MANY_SYMBOLS or STOPPED
     */
    public void trade(String symbol, long tsNanos, String price, String size, Side side) {
        throw new UnsupportedOperationException();
    }

    /**
     * Captures one quote whose receive time is now.
     *
     * @param symbol the symbol
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @param bid an exact decimal, or null; one of bid and ask is there
     * @param bidSize an exact decimal, or null
     * @param ask an exact decimal, or null
     * @param askSize an exact decimal, or null
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, BAD_VALUE (neither bid nor ask), TOO_MANY_SYMBOLS or STOPPED
     */
    public void quote(String symbol, long tsNanos, String bid, String bidSize, String ask, String askSize) {
        throw new UnsupportedOperationException();
    }

    /**
     * A receipt that completes when all that this thread captured before is appended.
     *
     * @return the receipt
     * @throws JournalException STOPPED
     */
    public Receipt flush() {
        throw new UnsupportedOperationException();
    }

    /**
     * What stopped capture.
     *
     * @return the first failure, or null while capture runs or after an orderly close
     */
    public Throwable failure() {
        throw new UnsupportedOperationException();
    }

    /**
     * How many requests and single ticks were refused because there was no room.
     *
     * @return the count since the start
     */
    public long refusals() {
        throw new UnsupportedOperationException();
    }

    /**
     * Free slots of the ring.
     *
     * @return 0 to the ring's size
     */
    public long remainingSlots() {
        throw new UnsupportedOperationException();
    }

    /** Takes nothing more, drains the ring into the journal, and ends the thread. Idempotent; any thread. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
