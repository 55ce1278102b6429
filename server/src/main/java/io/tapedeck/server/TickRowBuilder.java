package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.server.ProblemException.RowError;

/**
 * Makes ticks of rows: takes a row's fields as text in any order, checks them, fills what was left out, and adds the tick to
 * its target. What is wrong with a row is noted as its first error, and the row is left out. Decoders of every form of body
 * share it. Makes no object a row. One thread.
 *
 * <p>It throws what the target throws when that is full or stopped, and 413 past the bound on rows.
 */
final class TickRowBuilder {
    /** The longest value that can be right, and some more: 40 characters of an id take at most 160 bytes. */
    static final int MAX_VALUE_BYTES = 256;

    static final int MAX_ROWS = Request.MAX_TICKS;

    private static final int TRADE_FIELDS = bits(RowField.PRICE, RowField.SIZE, RowField.SIDE, RowField.ID);
    private static final int QUOTE_FIELDS = bits(RowField.BID, RowField.BID_SIZE, RowField.ASK, RowField.ASK_SIZE);
    private static final int SIZES =
            bits(RowField.SIZE, RowField.BID_SIZE, RowField.ASK_SIZE, RowField.VOLUME, RowField.VOLUME_REAL);
    private static final int MT5_FIELDS =
            bits(RowField.TIME, RowField.LAST, RowField.VOLUME, RowField.VOLUME_REAL, RowField.FLAGS);

    private final RowTarget target;
    private final RowDefaults defaults;
    private final RowErrors errors;
    private final DecimalParser decimals = new DecimalParser();
    private final PlainTime times = new PlainTime();
    private final Tick tick = new Tick();
    private final Tick idProbe = new Tick();
    private final Mt5Row mt5;

    private final byte[] symbol = new byte[2 * MAX_VALUE_BYTES];
    private final byte[] id = new byte[MAX_VALUE_BYTES];
    private final long[] mantissas = new long[RowField.values().length];
    private final int[] scales = new int[RowField.values().length];
    private final byte[] rowVenue = new byte[MAX_VALUE_BYTES];
    private int symbolLength;
    private int rowVenueLength;
    private int idLength;
    private long tsNanos;
    private long recvTsNanos;
    private boolean knowsRecvTs;
    private Side side;
    private boolean saysQuote;

    private int named; // fields that the row has, absent or not
    private int present; // fields that it has with a value
    private long row;
    private boolean open;
    private boolean failed;
    private String failedField;
    private String failedCode;
    private String failedDetail;

    TickRowBuilder(RowTarget target, RowDefaults defaults, RowErrors errors) {
        this.target = target;
        this.defaults = defaults;
        this.errors = errors;
        mt5 = new Mt5Row(target, defaults);
    }

    private static int bits(RowField... fields) {
        int bits = 0;
        for (RowField field : fields) {
            bits |= field.bit();
        }
        return bits;
    }

    /** Begins the next row. */
    void begin() {
        if (row == MAX_ROWS) {
            throw tooManyRows();
        }
        row++;
        open = true;
        named = 0;
        present = 0;
        rowVenueLength = 0;
        knowsRecvTs = true;
        failed = false;
    }

    /** The row's receive time is not known, which is another thing than left out: that means now. */
    void withoutRecvTs() {
        knowsRecvTs = false;
    }

    private static ProblemException tooManyRows() {
        return new ProblemException(
                413,
                "too_many_ticks",
                "the request has more than " + MAX_ROWS
                        + " rows, and nothing was recorded: cut it into several requests");
    }

    long row() {
        return row;
    }

    boolean isEmpty() {
        return named == 0 && !failed;
    }

    /** Takes back {@link #begin}: what began was no row. */
    void abandon() {
        row--;
        open = false;
    }

    /** Whether a row was begun and not ended. */
    boolean isOpen() {
        return open;
    }

    /** Notes what broke the row, in place of what was wrong with it before. */
    void breakOff(String code, String detail) {
        failed = false;
        fail(code, null, detail);
    }

    boolean hasFailed() {
        return failed;
    }

    /** Notes what is wrong with the row, where nothing was before. */
    void fail(String code, String field, String detail) {
        if (!failed) {
            failed = true;
            failedCode = code;
            failedField = field;
            failedDetail = detail;
        }
    }

    void failUnknown(String name) {
        String shown = Shown.of(name);
        fail("unknown_field", shown.substring(1, shown.length() - 1), RowField.unknown(name));
    }

    /** Whether a field is named for the first time in this row; the second time is noted as an error. */
    boolean name(RowField field) {
        if ((named & field.bit()) != 0) {
            fail("duplicate_field", field.text(), "the row has " + field.text() + " twice");
            return false;
        }
        named |= field.bit();
        return true;
    }

    /** Takes a field's value; it was {@link #name named} before. */
    void value(RowField field, byte[] bytes, int offset, int length) {
        if (failed) {
            return;
        }
        if (length > MAX_VALUE_BYTES) {
            fail(badCode(field), field.text(), field.text() + " has " + length + " bytes: expected " + expected(field));
            return;
        }
        try {
            read(field, bytes, offset, length);
            present |= field.bit();
        } catch (JournalException e) {
            fail(badCode(field), field.text(), e.getMessage());
        }
    }

    /** Takes a time that was read already; its field was {@link #name named} before. */
    void time(RowField field, long nanos) {
        if (field == RowField.TS) {
            tsNanos = nanos;
        } else {
            recvTsNanos = nanos;
        }
        present |= field.bit();
    }

    /** Takes the venue of a row whose symbol has none of its own, in place of the one that the request says. */
    void venue(byte[] bytes, int offset, int length) {
        if (length >= MAX_VALUE_BYTES) {
            fail("bad_symbol", "symbol", "the venue has " + length + " bytes: with the symbol expected 1 to 64");
            return;
        }
        System.arraycopy(bytes, offset, rowVenue, 0, length);
        rowVenue[length] = ':';
        rowVenueLength = length + 1;
    }

    /**
     * Takes a field's value where it is written plainly, as nearly all are, without being told where it ends: that saves
     * decoders to look for the end first. The field was {@link #name named} before. Where the value turns out to go on, or is
     * not so plain, {@link #value} takes it in place of this.
     *
     * @param stop what ends a text, besides blanks, quotes, backslashes and what is not printable ASCII
     * @return the place behind it, for the caller to see whether it may end there; -1 where nothing was taken
     */
    int plainValue(RowField field, byte[] bytes, int at, int end, byte stop) {
        int behind = -1;
        switch (field) {
            case SYMBOL -> {
                behind = copyPlain(bytes, at, end, stop, symbol, SymbolRegistry.MAX_CHARACTERS);
                symbolLength = behind - at;
            }
            case ID -> {
                behind = copyPlain(bytes, at, end, stop, id, Tick.MAX_ID_CHARACTERS);
                idLength = behind - at;
            }
            case TS -> {
                behind = times.read(bytes, at, end);
                tsNanos = times.nanos();
            }
            case RECV_TS -> {
                behind = times.read(bytes, at, end);
                recvTsNanos = times.nanos();
            }
            case SIDE -> behind = plainSide(bytes, at, end);
            case SEQ -> behind = behindDigits(bytes, at, end);
            case KIND, REPLAY, TIME -> {} // not worth it
            default -> behind = plainDecimal(field, bytes, at, end);
        }
        present |= behind < 0 ? 0 : field.bit();
        return behind;
    }

    private static int copyPlain(byte[] bytes, int at, int end, byte stop, byte[] target, int maxLength) {
        int last = Math.min(end, at + maxLength + 1);
        int place = at;
        for (; place < last; place++) {
            byte c = bytes[place];
            if (c <= ' ' || c == stop || c == '"' || c == '\\' || c == 127) {
                break;
            }
            target[place - at] = c;
        }
        return place == at || place - at > maxLength ? -1 : place;
    }

    private static int behindDigits(byte[] bytes, int at, int end) {
        int place = at;
        while (place < end && bytes[place] >= '0' && bytes[place] <= '9') {
            place++;
        }
        return place == at ? -1 : place;
    }

    private int plainSide(byte[] bytes, int at, int end) {
        int first = at < end ? bytes[at] | 0x20 : 0;
        if (first != 'b' && first != 's') {
            return -1;
        }
        String word = first == 'b' ? "buy" : "sell";
        side = first == 'b' ? Side.BUY : Side.SELL;
        int length = word.length();
        return at + length <= end && Ascii.equalsIgnoreCase(bytes, at, length, word) ? at + length : at + 1;
    }

    private int plainDecimal(RowField field, byte[] bytes, int at, int end) {
        int behind = decimals.parsePlain(bytes, at, end);
        if (behind < 0 || decimals.mantissa() < 0 && (field.bit() & SIZES) != 0) {
            return -1;
        }
        mantissas[field.ordinal()] = decimals.mantissa();
        scales[field.ordinal()] = decimals.scale();
        return behind;
    }

    private void read(RowField field, byte[] bytes, int offset, int length) {
        switch (field) {
            case SYMBOL -> {
                System.arraycopy(bytes, offset, symbol, 0, length);
                symbolLength = length;
            }
            case TS -> tsNanos = Times.parse(bytes, offset, length, defaults.zone());
            case RECV_TS -> recvTsNanos = Times.parse(bytes, offset, length, defaults.zone());
            case SIDE -> side = side(bytes, offset, length);
            case ID -> readId(bytes, offset, length);
            case SEQ, REPLAY, TIME -> {}
            case KIND -> readKind(bytes, offset, length);
            case SIZE, BID_SIZE, ASK_SIZE, VOLUME, VOLUME_REAL -> {
                readDecimal(field, bytes, offset, length);
                if (mantissas[field.ordinal()] < 0) {
                    fail("negative_size", field.text(), field.text() + " is below 0: the side tells who sold");
                }
            }
            default -> readDecimal(field, bytes, offset, length);
        }
    }

    private void readDecimal(RowField field, byte[] bytes, int offset, int length) {
        decimals.parse(bytes, offset, length);
        mantissas[field.ordinal()] = decimals.mantissa();
        scales[field.ordinal()] = decimals.scale();
    }

    private void readId(byte[] bytes, int offset, int length) {
        boolean plain = length > 0 && length <= Tick.MAX_ID_CHARACTERS;
        for (int i = 0; i < length && plain; i++) {
            plain = bytes[offset + i] >= ' ' && bytes[offset + i] < 127;
        }
        if (!plain) { // checked now: once the row has asked for the number of its symbol it must not fail any more
            idProbe.start(0, TickKind.TRADE, 0).id(bytes, offset, length);
        }
        System.arraycopy(bytes, offset, id, 0, length);
        idLength = length;
    }

    private void readKind(byte[] bytes, int offset, int length) {
        saysQuote = Ascii.equalsIgnoreCase(bytes, offset, length, "quote");
        if (!saysQuote && !Ascii.equalsIgnoreCase(bytes, offset, length, "trade")) {
            fail("bad_kind", "kind", "kind is " + Ascii.shown(bytes, offset, length) + ": expected trade or quote");
        }
    }

    private Side side(byte[] bytes, int offset, int length) {
        if (Ascii.equalsIgnoreCase(bytes, offset, length, "buy")
                || Ascii.equalsIgnoreCase(bytes, offset, length, "b")) {
            return Side.BUY;
        }
        if (!Ascii.equalsIgnoreCase(bytes, offset, length, "sell")
                && !Ascii.equalsIgnoreCase(bytes, offset, length, "s")) {
            fail("bad_side", "side", "side is " + Ascii.shown(bytes, offset, length) + ": expected buy, sell, b or s");
        }
        return Side.SELL;
    }

    /**
     * Ends the row: adds its tick, or notes its error.
     *
     * @param line the line of the body that it stands on, or 0
     * @return whether it was good
     */
    boolean end(long line) {
        open = false;
        if (!failed) {
            finish();
        }
        if (failed) {
            refuse(line);
        }
        return !failed;
    }

    private void refuse(long line) {
        errors.add(new RowError(row, line, failedField, failedCode, failedDetail));
    }

    private boolean has(RowField field) {
        return (present & field.bit()) != 0;
    }

    private void finish() {
        boolean isMt5 = has(RowField.TIME_MSC);
        if (!isMt5 && (named & MT5_FIELDS) != 0) {
            RowField first = RowField.of(Integer.numberOfTrailingZeros(named & MT5_FIELDS));
            fail("unknown_field", first.text(), RowField.unknown(first.text()));
            return;
        }
        prepareSymbol();
        if (failed) {
            return;
        }
        if (isMt5) {
            finishMt5();
            return;
        }
        boolean trade = has(RowField.PRICE);
        boolean quote = has(RowField.BID) || has(RowField.ASK);
        checkKind(trade, quote);
        checkTimes();
        if (!failed) {
            add(quote);
        }
    }

    private void checkKind(boolean trade, boolean quote) {
        if (trade == quote) {
            fail(
                    trade ? "trade_and_quote" : "no_price",
                    null,
                    trade
                            ? "the row has a price and a bid or ask: send the trade and the quote as two rows"
                            : "the row has neither price nor bid nor ask: a trade has a price, a quote a bid or an ask");
            return;
        }
        int strange = present & (trade ? QUOTE_FIELDS : TRADE_FIELDS);
        if (strange != 0) {
            String field = RowField.of(Integer.numberOfTrailingZeros(strange)).text();
            fail("wrong_kind", field, "the row is a " + (trade ? "trade" : "quote") + ", which has no " + field);
        }
        if (has(RowField.KIND) && saysQuote != quote) {
            fail(
                    "bad_kind",
                    "kind",
                    "kind does not agree with the fields, which are those of a " + (quote ? "quote" : "trade"));
        }
    }

    private void checkTimes() {
        if (!has(RowField.TS)) {
            tsNanos = defaults.nowNanos();
        }
        if (!has(RowField.RECV_TS)) {
            recvTsNanos = defaults.nowNanos();
        }
        checkFuture(tsNanos, RowField.TS);
        checkFuture(recvTsNanos, RowField.RECV_TS);
    }

    private void checkFuture(long nanos, RowField field) {
        if (nanos - defaults.nowNanos() > defaults.maxFutureNanos()) {
            fail(
                    "future_ts",
                    field.text(),
                    field.text() + " is " + Times.text(nanos, Times.Style.ISO) + ", more than "
                            + defaults.maxFutureNanos() / 3_600_000_000_000L
                            + " h ahead of this server's clock: check its unit and zone, and both clocks");
        }
    }

    /** Completes the symbol's text by the defaults. */
    private void prepareSymbol() {
        if (!has(RowField.SYMBOL)) {
            byte[] fallback = defaults.symbol();
            if (fallback == null) {
                fail("missing_symbol", "symbol", "the row has no symbol: give it one, or send ?symbol= for all rows");
                return;
            }
            System.arraycopy(fallback, 0, symbol, 0, fallback.length);
            symbolLength = fallback.length;
        }
        boolean own = rowVenueLength > 0;
        byte[] venue = own ? rowVenue : defaults.venue();
        int length = own ? rowVenueLength : venue.length;
        if (length > 0 && Ascii.indexOf(symbol, symbolLength, ':') < 0) {
            System.arraycopy(symbol, 0, symbol, length, symbolLength);
            System.arraycopy(venue, 0, symbol, 0, length);
            symbolLength += length;
        }
    }

    /** The symbol's number: asked for last, so that no row which is refused defines a symbol. */
    private int symbolNumber() {
        try {
            return target.symbol(symbol, 0, symbolLength);
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.BAD_SYMBOL) {
                throw e;
            }
            fail("bad_symbol", "symbol", e.getMessage());
            return -1;
        }
    }

    private void add(boolean quote) {
        int number = symbolNumber();
        if (failed) {
            return;
        }
        tick.start(number, quote ? TickKind.QUOTE : TickKind.TRADE, tsNanos);
        if (knowsRecvTs) {
            tick.recvTs(recvTsNanos);
        }
        if (quote) {
            put(0, RowField.BID);
            put(1, RowField.BID_SIZE);
            put(2, RowField.ASK);
            put(3, RowField.ASK_SIZE);
        } else {
            put(0, RowField.PRICE);
            put(1, RowField.SIZE);
            tick.side(has(RowField.SIDE) ? side : null);
            if (has(RowField.ID)) {
                tick.id(id, 0, idLength);
            }
        }
        target.add(tick);
    }

    private void put(int decimal, RowField field) {
        if (has(field)) {
            tick.decimal(decimal, mantissas[field.ordinal()], scales[field.ordinal()]);
        }
    }

    private void finishMt5() {
        String problem = mt5.read(named, present, mantissas, scales);
        if (problem != null) {
            fail(mt5.problemCode(), mt5.problemField(), problem);
            return;
        }
        tsNanos = mt5.tsNanos();
        checkFuture(tsNanos, RowField.TIME_MSC);
        if (!failed) {
            int number = symbolNumber();
            if (!failed) {
                mt5.add(number, tick);
            }
        }
    }

    private static String badCode(RowField field) {
        return switch (field) {
            case SYMBOL -> "bad_symbol";
            case TS, RECV_TS -> "bad_time";
            case ID -> "bad_id";
            case SIDE -> "bad_side";
            case KIND -> "bad_kind";
            default -> "bad_number";
        };
    }

    private static String expected(RowField field) {
        return switch (field) {
            case SYMBOL -> "1 to 64 characters";
            case TS, RECV_TS -> "a time";
            case ID -> "1 to 40 characters";
            case SIDE -> "buy or sell";
            case KIND -> "trade or quote";
            default -> "a number of at most " + Decimal.MAX_SCALE + " digits";
        };
    }
}
