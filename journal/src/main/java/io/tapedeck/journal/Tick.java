package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One tick, as a holder that is filled again and again: decoders fill it before it is captured, readers before it is shown.
 * It makes no objects of its own after the first use. Not for sharing between threads; one that wants to keep a tick copies
 * what it needs.
 *
 * <p>Decimals are numbered as in {@link TickHead}: 0 price or bid, 1 size or bid size, 2 ask, 3 ask size. A decimal is an
 * exact pair of mantissa and scale, value = mantissa / 10^scale.
 */
public final class Tick {
    /** The greatest number of UTF-8 bytes that an id takes: 40 characters of 4 bytes. */
    public static final int MAX_ID_BYTES = 160;

    /** The greatest number of characters in an id. */
    public static final int MAX_ID_CHARACTERS = 40;

    private static final long NUMBER_ID = TickHead.withIdType(0, IdType.NUMBER);

    private long head;
    private long seq;
    private long tsNanos;
    private long recvTsNanos;
    private long m0;
    private long m1;
    private long m2;
    private long m3;
    private long idNumber;
    private final byte[] idBytes = new byte[MAX_ID_BYTES];
    private int idLength;

    /** An empty tick; {@link #start} begins one. */
    public Tick() {}

    /**
     * Empties the holder and begins a tick.
     *
     * @param symbol the symbol's number, as a registry or a request gave it
     * @param kind trade or quote
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @return this
     */
    public Tick start(int symbol, TickKind kind, long tsNanos) {
        head = TickHead.of(symbol, kind);
        seq = 0;
        this.tsNanos = tsNanos;
        recvTsNanos = 0;
        m0 = m1 = m2 = m3 = 0;
        idNumber = 0;
        idLength = 0;
        return this;
    }

    /**
     * Sets head, times and decimals in one go, from a row in memory; the id is left as none and follows by {@link #idNumber}
     * or {@link #idBytes}.
     *
     * @param head the row's head
     * @param seq the tick's number
     * @param tsNanos the exchange's time
     * @param recvTsNanos the receive time, 0 where the head says that there is none
     * @param m0 mantissa of decimal 0
     * @param m1 mantissa of decimal 1
     * @param m2 mantissa of decimal 2
     * @param m3 mantissa of decimal 3
     * @return this
     */
    public Tick set(long head, long seq, long tsNanos, long recvTsNanos, long m0, long m1, long m2, long m3) {
        this.head = TickHead.withIdType(head, IdType.NONE);
        this.seq = seq;
        this.tsNanos = tsNanos;
        this.recvTsNanos = recvTsNanos;
        this.m0 = m0;
        this.m1 = m1;
        this.m2 = m2;
        this.m3 = m3;
        idNumber = 0;
        idLength = 0;
        return this;
    }

    /**
     * Sets a trade whose id has no bytes, in one go, from a row in memory.
     *
     * @param head the row's head
     * @param seq the tick's number
     * @param tsNanos the exchange's time
     * @param recvTsNanos the receive time, 0 where the head says that there is none
     * @param price mantissa of the price
     * @param size mantissa of the size
     * @param id the id, where the head says that it is a number
     * @return this
     */
    public Tick setTrade(long head, long seq, long tsNanos, long recvTsNanos, long price, long size, long id) {
        this.head = head;
        this.seq = seq;
        this.tsNanos = tsNanos;
        this.recvTsNanos = recvTsNanos;
        m0 = price;
        m1 = size;
        m2 = 0;
        m3 = 0;
        idNumber = (head & NUMBER_ID) == 0 ? 0 : id;
        idLength = 0;
        return this;
    }

    /**
     * Sets the receive time.
     *
     * @param recvTsNanos when the tick was taken off the wire, nanoseconds since the epoch
     * @return this
     */
    public Tick recvTs(long recvTsNanos) {
        this.recvTsNanos = recvTsNanos;
        head |= TickHead.RECV;
        return this;
    }

    /**
     * Sets a decimal.
     *
     * @param decimal 0 to 3
     * @param mantissa below 10^18 in magnitude
     * @param scale 0 to 18
     * @return this
     * @throws JournalException BAD_NUMBER when mantissa or scale is out of range
     */
    public Tick decimal(int decimal, long mantissa, int scale) {
        Decimal.check(mantissa, scale);
        head = TickHead.withDecimal(head, decimal, scale);
        switch (decimal) {
            case 0 -> m0 = mantissa;
            case 1 -> m1 = mantissa;
            case 2 -> m2 = mantissa;
            case 3 -> m3 = mantissa;
            default -> throw new IllegalArgumentException("decimal " + decimal + ", expected 0 to 3");
        }
        return this;
    }

    /**
     * Sets the aggressor's side.
     *
     * @param side the side, or null where it is not known
     * @return this
     */
    public Tick side(Side side) {
        head = TickHead.withSide(head, side);
        return this;
    }

    /**
     * Sets an id that is a whole number.
     *
     * @param id 0 to 10^18 - 1
     * @return this
     * @throws JournalException BAD_VALUE when the number is out of range
     */
    public Tick idNumber(long id) {
        if (id < 0 || id >= Decimal.LIMIT) {
            throw new JournalException(
                    JournalException.Code.BAD_VALUE, "id " + id + " as a number: expected 0 to 999999999999999999");
        }
        idNumber = id;
        idLength = 0;
        head = TickHead.withIdType(head, IdType.NUMBER);
        return this;
    }

    /**
     * Sets an id from its text, held in the type that suits it.
     *
     * @param utf8 an array with the text in UTF-8
     * @param offset where the text begins
     * @param length its bytes
     * @return this
     * @throws JournalException BAD_VALUE when it is empty, longer than 40 characters, not UTF-8, or has a control character
     */
    public Tick id(byte[] utf8, int offset, int length) {
        head = TickHead.withIdType(head, TickId.set(this, utf8, offset, length));
        return this;
    }

    /**
     * Sets an id from its text.
     *
     * @param text 1 to 40 characters, or null for none
     * @return this
     * @throws JournalException BAD_VALUE as in {@link #id(byte[], int, int)}
     */
    public Tick id(String text) {
        if (text == null) {
            head = TickHead.withIdType(head, IdType.NONE);
            return this;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return id(utf8, 0, utf8.length);
    }

    /**
     * Sets an id's bytes as they are held: 16 for a UUID, UTF-8 for a text.
     *
     * @param type UUID or TEXT
     * @param source an array with the bytes
     * @param offset where they begin
     * @param length their number, at most {@link #MAX_ID_BYTES}
     * @return this
     */
    public Tick idBytes(IdType type, byte[] source, int offset, int length) {
        System.arraycopy(source, offset, idBytes, 0, length);
        idLength = length;
        head = TickHead.withIdType(head, type);
        return this;
    }

    /**
     * Sets the tick's number.
     *
     * @param seq from 1
     * @return this
     */
    public Tick seq(long seq) {
        this.seq = seq;
        return this;
    }

    /**
     * The head, see {@link TickHead}.
     *
     * @return the head
     */
    public long head() {
        return head;
    }

    /**
     * The number of the symbol.
     *
     * @return 0 or above
     */
    public int symbol() {
        return TickHead.symbol(head);
    }

    /**
     * Trade or quote.
     *
     * @return the kind
     */
    public TickKind kind() {
        return isQuote() ? TickKind.QUOTE : TickKind.TRADE;
    }

    /**
     * Whether this is a quote.
     *
     * @return true for a quote, false for a trade
     */
    public boolean isQuote() {
        return TickHead.isQuote(head);
    }

    /**
     * The tick's number in the journal.
     *
     * @return from 1; 0 before it was captured
     */
    public long seq() {
        return seq;
    }

    /**
     * The exchange's time.
     *
     * @return nanoseconds since the epoch
     */
    public long tsNanos() {
        return tsNanos;
    }

    /**
     * Whether a receive time is there.
     *
     * @return true when it is
     */
    public boolean hasRecvTs() {
        return TickHead.hasRecvTs(head);
    }

    /**
     * When the tick was taken off the wire.
     *
     * @return nanoseconds since the epoch; 0 where absent
     */
    public long recvTsNanos() {
        return recvTsNanos;
    }

    /**
     * Whether a decimal is there.
     *
     * @param decimal 0 to 3
     * @return true when it is
     */
    public boolean has(int decimal) {
        return TickHead.has(head, decimal);
    }

    /**
     * A decimal's mantissa.
     *
     * @param decimal 0 to 3
     * @return below 10^18 in magnitude; 0 where absent
     */
    public long mantissa(int decimal) {
        return switch (decimal) {
            case 0 -> m0;
            case 1 -> m1;
            case 2 -> m2;
            default -> m3;
        };
    }

    /**
     * A decimal's scale.
     *
     * @param decimal 0 to 3
     * @return 0 to 18
     */
    public int scale(int decimal) {
        return TickHead.scale(head, decimal);
    }

    /**
     * The aggressor's side.
     *
     * @return the side, or null where it is not known
     */
    public Side side() {
        return TickHead.side(head);
    }

    /**
     * How the id is held.
     *
     * @return the type
     */
    public IdType idType() {
        return TickHead.idType(head);
    }

    /**
     * The id where it is a number.
     *
     * @return the number; 0 for other types
     */
    public long idNumber() {
        return idNumber;
    }

    /**
     * The id's bytes where it is a UUID or a text: the holder's own array, of which the first {@link #idLength} count.
     *
     * @return the array
     */
    public byte[] idBytes() {
        return idBytes;
    }

    /**
     * How many of the id's bytes count.
     *
     * @return 0 for no id and for a number
     */
    public int idLength() {
        return idLength;
    }

    /**
     * The id as its sender wrote it.
     *
     * @return the text, or null where there is none
     */
    public String idText() {
        return switch (idType()) {
            case NONE -> null;
            case NUMBER -> Long.toString(idNumber);
            case UUID -> new UUID(TickRow.bigEndian(idBytes, 0), TickRow.bigEndian(idBytes, 8)).toString();
            case TEXT -> new String(idBytes, 0, idLength, StandardCharsets.UTF_8);
        };
    }

    /**
     * A decimal in its one plain form.
     *
     * @param decimal 0 to 3
     * @return for example {@code 61800.3}, or null where it is absent
     */
    public String decimalText(int decimal) {
        return has(decimal) ? Decimal.text(mantissa(decimal), scale(decimal)) : null;
    }
}
