package io.tapedeck.journal;

/**
 * What a place in the ring holds: one tick inline, or a request's buffer, or definitions of symbols, or an event, or nothing but a
 * receipt. Filled by the thread that claimed it, emptied by the journal's thread.
 */
final class Slot {
    /** What is in the slot. */
    enum Content {
        /** Nothing; a receipt may wait for what stands before. */
        NOTHING,
        /** One row in {@link #row}. */
        TICK,
        /** Rows in {@link #buffer}. */
        REQUEST,
        /** {@link #names}. */
        SYMBOLS,
        /** {@link #event}, a record of its own. */
        EVENT,
        /** The last slot that the journal's thread looks at. */
        END
    }

    final byte[] row = new byte[TickRow.MAX_BYTES];
    Content content = Content.NOTHING;
    int rowBytes;

    byte[] buffer;
    int end;
    int count;
    byte[] hashes;
    Receipt receipt;

    byte[] event; // with room for the record's header in front
    byte[][] names;
    int firstNumber;

    void nothing() {
        content = Content.NOTHING;
    }

    void tick(Tick tick) {
        rowBytes = TickRow.encode(tick, row, 0);
        content = Content.TICK;
    }

    void request(Request request, Receipt receipt) {
        end = request.end();
        count = request.count();
        hashes = request.hashes();
        buffer = request.takeBuffer();
        this.receipt = receipt;
        content = Content.REQUEST;
    }

    void barrier(Receipt receipt) {
        this.receipt = receipt;
        content = Content.NOTHING;
    }

    void symbols(int firstNumber, byte[][] names) {
        this.firstNumber = firstNumber;
        this.names = names;
        content = Content.SYMBOLS;
    }

    void event(byte[] record, Receipt receipt) {
        event = record;
        this.receipt = receipt;
        content = Content.EVENT;
    }

    void end() {
        content = Content.END;
    }

    /** Lets go of what the slot refers to, so that the ring keeps nothing alive. */
    void clear() {
        content = Content.NOTHING;
        buffer = null;
        hashes = null;
        receipt = null;
        names = null;
        event = null;
    }
}
