package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/** The values of a row's fields, read from their texts: what is wrong with one goes to the row's fault. One thread. */
final class RowValues {
    /** The longest value that can be right, and some more: 40 characters of an id take at most 160 bytes. */
    static final int MAX_BYTES = 256;

    private static final int SIZES =
            RowField.bits(RowField.SIZE, RowField.BID_SIZE, RowField.ASK_SIZE, RowField.VOLUME, RowField.VOLUME_REAL);

    private final RowDefaults defaults;
    private final RowFault fault;
    private final DecimalParser decimals = new DecimalParser();
    private final PlainTime times = new PlainTime();
    private final Tick idProbe = new Tick();

    private final byte[] symbol = new byte[2 * MAX_BYTES];
    private final byte[] id = new byte[MAX_BYTES];
    private final long[] mantissas = new long[RowField.values().length];
    private final int[] scales = new int[RowField.values().length];
    private final byte[] rowVenue = new byte[MAX_BYTES];
    private int present; // fields that have a value
    private int symbolLength;
    private int rowVenueLength;
    private int idLength;
    private long tsNanos;
    private long recvTsNanos;
    private Side side;
    private boolean saysQuote;

    RowValues(RowDefaults defaults, RowFault fault) {
        this.defaults = defaults;
        this.fault = fault;
    }

    void clear() {
        present = 0;
        rowVenueLength = 0;
    }

    boolean has(RowField field) {
        return (present & field.bit()) != 0;
    }

    /** The {@link RowField#bit bits} of the fields that have a value. */
    int present() {
        return present;
    }

    /** The exchange's time, or now where the row has none. */
    long tsNanos() {
        return has(RowField.TS) ? tsNanos : defaults.nowNanos();
    }

    /** The receive time, or now where the row has none. */
    long recvTsNanos() {
        return has(RowField.RECV_TS) ? recvTsNanos : defaults.nowNanos();
    }

    /** Whether the row's kind, where it has one, is that of a quote. */
    boolean saysQuote() {
        return saysQuote;
    }

    long mantissa(RowField field) {
        return mantissas[field.ordinal()];
    }

    int scale(RowField field) {
        return scales[field.ordinal()];
    }

    /** The number of the row's symbol, complete by now. */
    int symbolNumber(RowTarget target) {
        return target.symbol(symbol, 0, symbolLength);
    }

    /** Puts a trade's values into its tick. */
    void putTrade(Tick trade) {
        put(trade, 0, RowField.PRICE);
        put(trade, 1, RowField.SIZE);
        trade.side(has(RowField.SIDE) ? side : null);
        if (has(RowField.ID)) {
            trade.id(id, 0, idLength);
        }
    }

    /** Puts a quote's values into its tick. */
    void putQuote(Tick quote) {
        put(quote, 0, RowField.BID);
        put(quote, 1, RowField.BID_SIZE);
        put(quote, 2, RowField.ASK);
        put(quote, 3, RowField.ASK_SIZE);
    }

    private void put(Tick into, int decimal, RowField field) {
        if (has(field)) {
            into.decimal(decimal, mantissa(field), scale(field));
        }
    }

    /** Takes a field's value. */
    void take(RowField field, byte[] bytes, int offset, int length) {
        if (length > MAX_BYTES) {
            fault.note(
                    badCode(field),
                    field.text(),
                    field.text() + " has " + length + " bytes: expected " + expected(field));
            return;
        }
        try {
            read(field, bytes, offset, length);
            present |= field.bit();
        } catch (JournalException e) {
            fault.note(badCode(field), field.text(), e.getMessage());
        }
    }

    /** Takes a time that was read already. */
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
        if (length >= MAX_BYTES) {
            fault.note("bad_symbol", "symbol", "the venue has " + length + " bytes: with the symbol expected 1 to 64");
            return;
        }
        System.arraycopy(bytes, offset, rowVenue, 0, length);
        rowVenue[length] = ':';
        rowVenueLength = length + 1;
    }

    /** See {@link TickRowBuilder#plainValue}. */
    int takePlain(RowField field, byte[] bytes, int at, int end, byte stop) {
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
                    fault.note("negative_size", field.text(), field.text() + " is below 0: the side tells who sold");
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
            fault.note(
                    "bad_kind", "kind", "kind is " + Ascii.shown(bytes, offset, length) + ": expected trade or quote");
        }
    }

    private Side side(byte[] bytes, int offset, int length) {
        if (Ascii.equalsIgnoreCase(bytes, offset, length, "buy")
                || Ascii.equalsIgnoreCase(bytes, offset, length, "b")) {
            return Side.BUY;
        }
        if (!Ascii.equalsIgnoreCase(bytes, offset, length, "sell")
                && !Ascii.equalsIgnoreCase(bytes, offset, length, "s")) {
            fault.note(
                    "bad_side",
                    "side",
                    "side is " + Ascii.shown(bytes, offset, length) + ": expected buy, sell, b or s");
        }
        return Side.SELL;
    }

    /** Completes the symbol's text by the defaults. */
    void completeSymbol() {
        if (!has(RowField.SYMBOL)) {
            byte[] fallback = defaults.symbol();
            if (fallback == null) {
                fault.note(
                        "missing_symbol",
                        "symbol",
                        "the row has no symbol: give it one, or send ?symbol= for all rows");
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
