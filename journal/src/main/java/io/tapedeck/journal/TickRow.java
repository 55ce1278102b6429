package io.tapedeck.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A tick as the journal holds it: whole words of 8 bytes, little-endian.
 *
 * <pre>
 *   word   trade                        quote
 *   0      head, see {@link TickHead}   head
 *   1      ts                           ts
 *   2      recv_ts, 0 where absent      recv_ts
 *   3      price mantissa               bid mantissa, 0 where absent
 *   4      size mantissa                bid size mantissa
 *   5      id, see below                ask mantissa
 *   6      the id's bytes               ask size mantissa
 * </pre>
 *
 * <p>Word 5 of a trade is the id where it is a number, else the count of its bytes; those follow from word 6 on, filled up
 * with zeros to whole words. Stateless; any thread may call it.
 */
public final class TickRow {
    /** Bytes of the longest row. */
    public static final int MAX_BYTES = (6 + Tick.MAX_ID_BYTES / 8) * 8;

    /** Bytes of a trade without the bytes of its id. */
    public static final int TRADE_BYTES = 6 * 8;

    /** Bytes of a quote. */
    public static final int QUOTE_BYTES = 7 * 8;

    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private TickRow() {}

    /**
     * A word of a row.
     *
     * @param bytes an array with rows
     * @param at where the word begins
     * @return the word
     */
    public static long word(byte[] bytes, int at) {
        return (long) LITTLE.get(bytes, at);
    }

    static void word(byte[] bytes, int at, long value) {
        LITTLE.set(bytes, at, value);
    }

    static long bigEndian(byte[] bytes, int at) {
        return (long) BIG.get(bytes, at);
    }

    /**
     * The bytes of the row that begins with a head.
     *
     * @param head the row's first word
     * @return a multiple of 8
     */
    public static int bytes(long head) {
        return TickHead.words(head) * 8;
    }

    /**
     * Writes a tick as a row.
     *
     * @param tick the tick; its {@code seq} is not part of a row
     * @param target an array with room for {@link #MAX_BYTES} from {@code at} on
     * @param at where the row begins
     * @return the row's bytes
     */
    static int encode(Tick tick, byte[] target, int at) {
        boolean quote = tick.isQuote();
        int idBytes = quote ? 0 : tick.idLength();
        int words = quote ? 7 : 6 + (idBytes + 7) / 8;
        word(target, at, TickHead.withWords(tick.head(), words));
        word(target, at + 8, tick.tsNanos());
        word(target, at + 16, tick.recvTsNanos());
        word(target, at + 24, tick.mantissa(0));
        word(target, at + 32, tick.mantissa(1));
        if (quote) {
            word(target, at + 40, tick.mantissa(2));
            word(target, at + 48, tick.mantissa(3));
        } else if (idBytes == 0) {
            word(target, at + 40, tick.idNumber());
        } else {
            word(target, at + 40, idBytes);
            word(target, at + words * 8 - 8, 0);
            System.arraycopy(tick.idBytes(), 0, target, at + TRADE_BYTES, idBytes);
        }
        return words * 8;
    }

    /**
     * Reads a row into a tick.
     *
     * @param source an array with rows
     * @param at where the row begins
     * @param seq the tick's number
     * @param tick the holder to fill
     * @return the row's bytes: the next row begins that much further
     */
    public static int decode(byte[] source, int at, long seq, Tick tick) {
        long head = word(source, at);
        long word5 = word(source, at + 40);
        if (TickHead.isQuote(head)) {
            tick.set(
                    head,
                    seq,
                    word(source, at + 8),
                    word(source, at + 16),
                    word(source, at + 24),
                    word(source, at + 32),
                    word5,
                    word(source, at + 48));
            return QUOTE_BYTES;
        }
        tick.setTrade(
                head,
                seq,
                word(source, at + 8),
                word(source, at + 16),
                word(source, at + 24),
                word(source, at + 32),
                word5);
        if (TickHead.hasIdBytes(head)) {
            tick.idBytes(TickHead.idType(head), source, at + TRADE_BYTES, (int) word5);
        }
        return bytes(head);
    }
}
