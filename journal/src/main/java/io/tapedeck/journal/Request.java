package io.tapedeck.journal;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.util.Arrays;

/**
 * The ticks that came in together, decoded whole into a pooled buffer in the journal's own row layout. A capture gives it
 * out; {@link Capture#submit} takes it back, and so does {@link #close}, which records nothing. One thread at a time.
 *
 * <p>The buffer has room for a record's header in front and for a key entry behind, so that a large request is appended from
 * its own buffer as a record of its own.
 */
public final class Request implements AutoCloseable {
    /** The greatest number of ticks in a request. */
    public static final int MAX_TICKS = 131_072;

    private static final int HASH_BYTES = 16;

    private final Capture capture;
    private final WhenFull whenFull;
    private byte[] buffer;
    private int end = RecordCodec.HEADER_BYTES;
    private int count;
    private NewSymbols newSymbols;
    private byte[] hashes; // of key and body, or null

    Request(Capture capture, byte[] buffer, WhenFull whenFull) {
        this.capture = capture;
        this.buffer = buffer;
        this.whenFull = whenFull;
    }

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
        int number = capture.symbols().number(ascii, offset, length);
        if (number >= 0) {
            return number;
        }
        if (newSymbols == null) {
            newSymbols = new NewSymbols();
        }
        return (int) TickHead.PROVISIONAL | newSymbols.number(ascii, offset, length);
    }

    /**
     * Adds a tick, which is copied.
     *
     * @param tick the tick
     * @throws JournalException REQUEST_TOO_LARGE when the request holds {@link #MAX_TICKS} already, or 15 MiB; BUSY when
     *     there is no room for it in the capture's buffers; BAD_VALUE when the symbol's number is of another request
     */
    public void add(Tick tick) {
        checkOpen();
        checkSymbol(tick.head());
        int needed = end + TickRow.MAX_BYTES + RecordCodec.KEY_ENTRY_BYTES;
        if (count == MAX_TICKS || needed > RecordCodec.MAX_BYTES) {
            throw new JournalException(
                    Code.REQUEST_TOO_LARGE,
                    "request holds " + count + " ticks in " + end + " bytes: expected at most " + MAX_TICKS
                            + " ticks and " + RecordCodec.MAX_BYTES + " bytes; send several requests");
        }
        if (needed > buffer.length) {
            buffer = capture.grow(buffer, end, whenFull);
        }
        end += TickRow.encode(tick, buffer, end);
        count++;
    }

    private void checkSymbol(long head) {
        int number = TickHead.symbol(head);
        boolean provisional = (head & TickHead.PROVISIONAL) != 0;
        int bound = !provisional ? capture.symbols().count() : newSymbols == null ? 0 : newSymbols.count();
        if (number >= bound) {
            throw new JournalException(
                    Code.BAD_VALUE,
                    "symbol number " + number + (provisional ? " (provisional)" : "") + ": expected below " + bound
                            + "; ask this request for the symbol's number");
        }
    }

    /**
     * How many ticks it holds.
     *
     * @return 0 to {@link #MAX_TICKS}
     */
    public int count() {
        return count;
    }

    /**
     * Makes a retry of the request recognisable: the journal keeps both hashes with its ticks.
     *
     * @param key 16 bytes: a hash of the sender's key
     * @param body 16 bytes: a hash of what the sender sent
     */
    public void idempotency(byte[] key, byte[] body) {
        if (key.length != HASH_BYTES || body.length != HASH_BYTES) {
            throw new JournalException(
                    Code.BAD_VALUE, "hashes of " + key.length + " and " + body.length + " bytes: expected 16 and 16");
        }
        hashes = Arrays.copyOf(key, 2 * HASH_BYTES);
        System.arraycopy(body, 0, hashes, HASH_BYTES, HASH_BYTES);
    }

    /** Gives the buffer back and records nothing; does nothing after the request was submitted. */
    @Override
    public void close() {
        byte[] given = buffer;
        buffer = null;
        if (given != null) {
            capture.give(given);
        }
    }

    void checkOpen() {
        if (buffer == null) {
            throw new IllegalStateException("the request was submitted or closed already: ask the capture for another");
        }
    }

    /** Takes the buffer away: who calls this gives it back. The request is over. */
    byte[] takeBuffer() {
        byte[] taken = buffer;
        buffer = null;
        return taken;
    }

    /** Where the rows end in the buffer; they begin behind the room for a record's header. */
    int end() {
        return end;
    }

    byte[] hashes() {
        return hashes;
    }

    /** The new symbols that a tick uses, each where its provisional number says; null elsewhere. Null where there is none. */
    byte[][] usedNewSymbols() {
        if (newSymbols == null) {
            return null;
        }
        byte[][] used = new byte[newSymbols.count()][];
        for (int at = RecordCodec.HEADER_BYTES; at < end; ) {
            long head = TickRow.word(buffer, at);
            if ((head & TickHead.PROVISIONAL) != 0) {
                int number = TickHead.symbol(head);
                used[number] = newSymbols.name(number);
            }
            at += TickRow.bytes(head);
        }
        return used;
    }

    /** Puts the numbers that the new symbols were given into the rows. */
    void renumber(int[] numbers) {
        for (int at = RecordCodec.HEADER_BYTES; at < end; ) {
            long head = TickRow.word(buffer, at);
            if ((head & TickHead.PROVISIONAL) != 0) {
                TickRow.word(buffer, at, head & ~TickHead.SYMBOL_FIELD | numbers[TickHead.symbol(head)]);
            }
            at += TickRow.bytes(head);
        }
    }
}
