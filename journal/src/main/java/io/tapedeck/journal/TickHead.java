package io.tapedeck.journal;

/**
 * The first word of a tick row: what the tick is, which of its fields are there and in which scale. A tick has up to four
 * decimals, numbered alike for both kinds: 0 is the trade's price or the bid, 1 its size or the bid's size, 2 the ask and 3
 * the ask's size.
 *
 * <pre>
 *   bits    what
 *   0-22    number of the symbol
 *   23      the number is provisional: it counts the new symbols of one request
 *   24      kind: 0 trade, 1 quote
 *   25      the receive time is there
 *   26-29   decimal 0, 1, 2, 3 is there
 *   30-31   side: 0 none, 1 buy, 2 sell
 *   32-33   type of the id, see {@link IdType}
 *   34-39   length of the row in words of 8 bytes
 *   40-59   scale of decimal 0, 1, 2, 3, five bits each
 *   60-63   0
 * </pre>
 *
 * <p>Stateless; any thread may call it.
 */
public final class TickHead {
    /** One more than the greatest number that a symbol can have. */
    public static final int SYMBOL_LIMIT = 1 << 23;

    static final long SYMBOL_MASK = SYMBOL_LIMIT - 1;
    static final long PROVISIONAL = 1L << 23;
    static final long SYMBOL_FIELD = SYMBOL_MASK | PROVISIONAL;
    static final long QUOTE = 1L << 24;
    static final long RECV = 1L << 25;
    static final int PRESENT_SHIFT = 26;
    static final int SIDE_SHIFT = 30;
    static final int ID_SHIFT = 32;
    static final int WORDS_SHIFT = 34;
    static final int SCALE_SHIFT = 40;

    private TickHead() {}

    /**
     * The number of the tick's symbol.
     *
     * @param head a head
     * @return 0 to {@link #SYMBOL_LIMIT} - 1
     */
    public static int symbol(long head) {
        return (int) (head & SYMBOL_MASK);
    }

    /**
     * The number of the tick's series: twice the symbol's number, and one more for quotes.
     *
     * @param head a head
     * @return the series' number
     */
    public static int series(long head) {
        return (int) ((head & SYMBOL_MASK) << 1 | (head >>> 24 & 1));
    }

    /**
     * Whether the tick is a quote; a trade otherwise.
     *
     * @param head a head
     * @return true for a quote
     */
    public static boolean isQuote(long head) {
        return (head & QUOTE) != 0;
    }

    /**
     * Whether the receive time is there.
     *
     * @param head a head
     * @return true when it is
     */
    public static boolean hasRecvTs(long head) {
        return (head & RECV) != 0;
    }

    /**
     * Whether a decimal is there.
     *
     * @param head a head
     * @param decimal 0 to 3
     * @return true when it is
     */
    public static boolean has(long head, int decimal) {
        return (head >>> (PRESENT_SHIFT + decimal) & 1) != 0;
    }

    /**
     * The scale of a decimal.
     *
     * @param head a head
     * @param decimal 0 to 3
     * @return 0 to 18; 0 where the decimal is absent
     */
    public static int scale(long head, int decimal) {
        return (int) (head >>> (SCALE_SHIFT + 5 * decimal) & 31);
    }

    /**
     * The aggressor's side.
     *
     * @param head a head
     * @return the side, or null where it is not known
     */
    public static Side side(long head) {
        return switch (sideCode(head)) {
            case 1 -> Side.BUY;
            case 2 -> Side.SELL;
            default -> null;
        };
    }

    /**
     * The aggressor's side as a number.
     *
     * @param head a head
     * @return 0 for none, 1 for buy, 2 for sell
     */
    public static int sideCode(long head) {
        return (int) (head >>> SIDE_SHIFT & 3);
    }

    /**
     * How the id is held.
     *
     * @param head a head
     * @return the type
     */
    public static IdType idType(long head) {
        return IdType.of((int) (head >>> ID_SHIFT & 3));
    }

    /**
     * Whether the id is held as bytes: a UUID or a text.
     *
     * @param head a head
     * @return false for a number and for no id
     */
    public static boolean hasIdBytes(long head) {
        return (head >>> ID_SHIFT & 2) != 0;
    }

    /**
     * The head with a decimal there in a scale.
     *
     * @param head a head
     * @param decimal 0 to 3
     * @param scale 0 to 18
     * @return the new head
     */
    public static long withDecimal(long head, int decimal, int scale) {
        int shift = SCALE_SHIFT + 5 * decimal;
        return head & ~(31L << shift) | (long) scale << shift | 1L << (PRESENT_SHIFT + decimal);
    }

    /**
     * The head with a side.
     *
     * @param head a head
     * @param side the side, or null
     * @return the new head
     */
    public static long withSide(long head, Side side) {
        long code = side == null ? 0 : side == Side.BUY ? 1 : 2;
        return head & ~(3L << SIDE_SHIFT) | code << SIDE_SHIFT;
    }

    /**
     * The head with a type of id.
     *
     * @param head a head
     * @param type the type
     * @return the new head
     */
    public static long withIdType(long head, IdType type) {
        return head & ~(3L << ID_SHIFT) | (long) type.ordinal() << ID_SHIFT;
    }

    /**
     * The head with the receive time there or absent.
     *
     * @param head a head
     * @param present whether it is there
     * @return the new head
     */
    public static long withRecvTs(long head, boolean present) {
        return present ? head | RECV : head & ~RECV;
    }

    /**
     * A head that has nothing but its symbol and kind.
     *
     * @param symbol the symbol's number, below {@link #SYMBOL_LIMIT}
     * @param kind the kind
     * @return the head
     */
    public static long of(int symbol, TickKind kind) {
        return symbol & SYMBOL_FIELD | (kind == TickKind.QUOTE ? QUOTE : 0);
    }

    static int words(long head) {
        return (int) (head >>> WORDS_SHIFT & 63);
    }

    /**
     * Notes how long a row of the journal is.
     *
     * @param head a row's head
     * @param words the row's words
     * @return the head with that
     */
    public static long withWords(long head, int words) {
        return head & ~(63L << WORDS_SHIFT) | (long) words << WORDS_SHIFT;
    }
}
