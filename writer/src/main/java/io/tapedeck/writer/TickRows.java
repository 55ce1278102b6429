package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.util.Arrays;

/**
 * Ticks of one kind in memory, row by row in one array of longs: what an open block holds, what a block decodes to, and what
 * a query sorts.
 *
 * <pre>
 *   word   trade                        quote
 *   0      head, see TickHead           head
 *   1      ts                           ts
 *   2      recv_ts                      recv_ts
 *   3      price mantissa               bid mantissa
 *   4      size mantissa                bid size mantissa
 *   5      id                           ask mantissa
 *   6      seq                          ask size mantissa
 *   7                                   seq
 * </pre>
 *
 * <p>Word 5 of a trade is the id where it is a number; where it has bytes, their offset in the heap of ids shifted left by 8,
 * plus their count. One thread at a time.
 */
public final class TickRows {
    /** Words of a trade. */
    public static final int TRADE_STRIDE = 7;

    /** Words of a quote. */
    public static final int QUOTE_STRIDE = 8;

    private static final int FIRST_ROWS = 16;
    private static final long[] NO_WORDS = new long[0];
    private static final byte[] NO_IDS = new byte[0];

    private final TickKind kind;
    private final int stride;
    private long[] words = NO_WORDS;
    private int count;
    private byte[] ids = NO_IDS;
    private int idsLength;

    /**
     * No rows yet.
     *
     * @param kind trades or quotes
     */
    public TickRows(TickKind kind) {
        this.kind = kind;
        this.stride = kind == TickKind.TRADE ? TRADE_STRIDE : QUOTE_STRIDE;
    }

    /**
     * Trades or quotes.
     *
     * @return the kind
     */
    public TickKind kind() {
        return kind;
    }

    /**
     * Words of a row.
     *
     * @return {@link #TRADE_STRIDE} or {@link #QUOTE_STRIDE}
     */
    public int stride() {
        return stride;
    }

    /**
     * How many rows there are.
     *
     * @return 0 or above
     */
    public int count() {
        return count;
    }

    /**
     * The rows themselves, this object's own array until it grows.
     *
     * @return the array, of which the first {@code count * stride} words count
     */
    public long[] words() {
        return words;
    }

    /**
     * The bytes of ids that are not numbers.
     *
     * @return this object's own array until it grows
     */
    public byte[] ids() {
        return ids;
    }

    /** Shows rows that lie in arrays of somebody else; nothing may be added until {@link #clear} or another wrap. */
    void wrap(long[] words, byte[] ids, int idsLength, int count) {
        this.words = words;
        this.ids = ids;
        this.idsLength = idsLength;
        this.count = count;
    }

    /** Forgets all rows and keeps the arrays. */
    public void clear() {
        count = 0;
        idsLength = 0;
    }

    /**
     * Makes room.
     *
     * @param rows how many rows more
     */
    public void reserve(int rows) {
        int needed = (count + rows) * stride;
        if (needed > words.length) {
            words = Arrays.copyOf(words, Math.max(needed, Math.max(words.length * 2, FIRST_ROWS * stride)));
        }
    }

    /**
     * Adds rows whose words the caller writes into {@link #words} from {@code count * stride} on, after {@link #reserve}.
     *
     * @param rows how many rows
     */
    public void added(int rows) {
        count += rows;
    }

    /**
     * Adds a row of the journal.
     *
     * @param bytes an array with rows of the journal
     * @param at where the row begins
     * @param seq the tick's number
     */
    public void add(byte[] bytes, int at, long seq) {
        reserve(1);
        int to = count * stride;
        long head = TickRow.word(bytes, at);
        words[to] = head;
        for (int i = 1; i < stride - 1; i++) {
            words[to + i] = TickRow.word(bytes, at + 8 * i);
        }
        words[to + stride - 1] = seq;
        if (kind == TickKind.TRADE && TickHead.hasIdBytes(head)) {
            words[to + 5] = addId(bytes, at + TickRow.TRADE_BYTES, (int) words[to + 5]);
        }
        count++;
    }

    /**
     * Adds a row of other rows of the same kind.
     *
     * @param rows where from
     * @param row its number there
     */
    public void add(TickRows rows, int row) {
        reserve(1);
        int to = count * stride;
        System.arraycopy(rows.words, row * stride, words, to, stride);
        if (kind == TickKind.TRADE && TickHead.hasIdBytes(words[to])) {
            long id = words[to + 5];
            words[to + 5] = addId(rows.ids, (int) (id >>> 8), (int) (id & 0xff));
        }
        count++;
    }

    /**
     * Adds a tick.
     *
     * @param tick a tick of this kind; it is copied
     */
    public void add(Tick tick) {
        reserve(1);
        int to = count * stride;
        words[to] = tick.head();
        words[to + 1] = tick.tsNanos();
        words[to + 2] = tick.recvTsNanos();
        words[to + 3] = tick.mantissa(0);
        words[to + 4] = tick.mantissa(1);
        if (kind == TickKind.QUOTE) {
            words[to + 5] = tick.mantissa(2);
            words[to + 6] = tick.mantissa(3);
        } else {
            words[to + 5] =
                    TickHead.hasIdBytes(tick.head()) ? addId(tick.idBytes(), 0, tick.idLength()) : tick.idNumber();
        }
        words[to + stride - 1] = tick.seq();
        count++;
    }

    /**
     * Keeps the bytes of an id that is not a number.
     *
     * @param source an array with the bytes
     * @param at where they begin
     * @param length their number, at most 255
     * @return word 5 of the row
     */
    public long addId(byte[] source, int at, int length) {
        if (idsLength + length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(256, Math.max(idsLength + length, ids.length * 2)));
        }
        System.arraycopy(source, at, ids, idsLength, length);
        long word = (long) idsLength << 8 | length;
        idsLength += length;
        return word;
    }

    /**
     * Reads a row into a tick.
     *
     * @param row its number
     * @param tick the holder to fill
     */
    public void get(int row, Tick tick) {
        int at = row * stride;
        fill(tick, words, at, ids, (int) (words[at + 5] >>> 8));
    }

    /** Reads the row at a place into a tick; the bytes of its id, where it has such, begin at {@code idAt} of {@code ids}. */
    static void fill(Tick tick, long[] words, int at, byte[] ids, int idAt) {
        long head = words[at];
        if (TickHead.isQuote(head)) {
            tick.set(
                    head,
                    words[at + 7],
                    words[at + 1],
                    words[at + 2],
                    words[at + 3],
                    words[at + 4],
                    words[at + 5],
                    words[at + 6]);
            return;
        }
        long id = words[at + 5];
        tick.setTrade(head, words[at + 6], words[at + 1], words[at + 2], words[at + 3], words[at + 4], id);
        if (TickHead.hasIdBytes(head)) {
            tick.idBytes(TickHead.idType(head), ids, idAt, (int) (id & 0xff));
        }
    }

    /**
     * A row's head.
     *
     * @param row its number
     * @return the head
     */
    public long head(int row) {
        return words[row * stride];
    }

    /**
     * A row's time.
     *
     * @param row its number
     * @return the exchange's time, nanoseconds since the epoch
     */
    public long ts(int row) {
        return words[row * stride + 1];
    }

    /**
     * A row's {@code seq}.
     *
     * @param row its number
     * @return from 1
     */
    public long seq(int row) {
        return words[row * stride + stride - 1];
    }
}
