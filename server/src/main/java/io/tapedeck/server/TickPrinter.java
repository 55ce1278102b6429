package io.tapedeck.server;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.nio.charset.StandardCharsets;

/**
 * Prints one tick at a time into an array, as a JSON object or as a line of CSV. Makes no object a tick. One thread at a
 * time; it owns nothing.
 */
final class TickPrinter {
    /** Room that one row never fills: an id of escapes alone takes 960 bytes, all else less than that. */
    static final int MAX_ROW_BYTES = 2048;

    /** Room for an id that is a number or a UUID. */
    static final int MAX_PLAIN_ID_BYTES = 36;

    private static final Chunk SEQ = Chunk.of("{\"seq\":");
    private static final Chunk SYMBOL = Chunk.of(",\"symbol\":\"");
    private static final Chunk TS = Chunk.of("\",\"ts\":");
    private static final Chunk RECV_TS = Chunk.of(",\"recv_ts\":");
    private static final Chunk PRICE = Chunk.of(",\"price\":");
    private static final Chunk SIZE = Chunk.of(",\"size\":");
    private static final Chunk BID = Chunk.of(",\"bid\":");
    private static final Chunk BID_SIZE = Chunk.of(",\"bid_size\":");
    private static final Chunk ASK = Chunk.of(",\"ask\":");
    private static final Chunk ASK_SIZE = Chunk.of(",\"ask_size\":");
    private static final Chunk SIDE = Chunk.of(",\"side\":");
    private static final Chunk[] SIDES_AND_ID = {
        Chunk.of("null,\"id\":"), Chunk.of("\"buy\",\"id\":"), Chunk.of("\"sell\",\"id\":")
    };
    private static final Chunk NULL = Chunk.of("null");
    private static final Chunk ESCAPE = Chunk.of("\\u00");
    private static final Chunk[] CSV_SIDES = {Chunk.of(",,"), Chunk.of(",buy,"), Chunk.of(",sell,")};
    private static final Chunk TRADE = Chunk.of("trade,");
    private static final Chunk QUOTE = Chunk.of("quote,");
    private static final Chunk FOUR_EMPTY = Chunk.of(",,,,");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final TimePrinter times;
    private final TimePrinter recvTimes;
    private final boolean asDouble;
    private final boolean quoted;
    private final SymbolRegistry symbols;
    private final CountText seqs = new CountText();
    private final RowFronts fronts;

    TickPrinter(Times.Style time, TickText.Numbers numbers, SymbolRegistry symbols) {
        times = new TimePrinter(time);
        recvTimes = new TimePrinter(time);
        asDouble = numbers == TickText.Numbers.DOUBLE;
        quoted = numbers == TickText.Numbers.STRING || numbers == TickText.Numbers.DECIMAL;
        this.symbols = symbols;
        fronts = new RowFronts(symbols);
    }

    /** A tick as the text of a JSON object, for {@code JsonGenerator.writeRawValue}. */
    String jsonText(Tick tick) {
        byte[] bytes = new byte[MAX_ROW_BYTES];
        return new String(bytes, 0, json(tick, bytes, 0), StandardCharsets.UTF_8);
    }

    /** Prints a JSON object and returns the place behind it; there is room for {@link #MAX_ROW_BYTES}. */
    int json(Tick tick, byte[] target, int at) {
        RowFront front = fronts.of(tick);
        at = seqs.print(tick.seq(), target, SEQ.printWord(target, at));
        at = times.isText() && tick.hasRecvTs() ? front.print(tick, target, at) : jsonFront(tick, target, at);
        at = jsonDecimal(tick, 0, target, at);
        if (tick.isQuote()) {
            at = jsonDecimal(tick, 1, target, BID_SIZE.print(target, at));
            at = jsonDecimal(tick, 2, target, ASK.printWord(target, at));
            at = jsonDecimal(tick, 3, target, ASK_SIZE.print(target, at));
        } else {
            at = jsonDecimal(tick, 1, target, SIZE.printWord(target, at));
            at = SIDES_AND_ID[TickHead.sideCode(tick.head())].print(target, SIDE.printWord(target, at));
            at = jsonId(tick, front.ids(), target, at);
        }
        target[at] = '}';
        return at + 1;
    }

    private int jsonFront(Tick tick, byte[] target, int at) {
        at = SYMBOL.print(target, at);
        at = put(symbols.nameBytes(tick.symbol()), target, at);
        at = TS.print(target, at);
        at = jsonTime(times, tick.tsNanos(), target, at);
        at = RECV_TS.print(target, at);
        at = tick.hasRecvTs() ? jsonTime(recvTimes, tick.recvTsNanos(), target, at) : NULL.print(target, at);
        return (tick.isQuote() ? BID : PRICE).print(target, at);
    }

    private static int jsonTime(TimePrinter times, long nanos, byte[] target, int at) {
        if (!times.isText()) {
            return times.print(nanos, target, at);
        }
        target[at] = '"';
        at = times.print(nanos, target, at + 1);
        target[at] = '"';
        return at + 1;
    }

    private int jsonDecimal(Tick tick, int decimal, byte[] target, int at) {
        if (!tick.has(decimal)) {
            return NULL.print(target, at);
        }
        long mantissa = tick.mantissa(decimal);
        int scale = tick.scale(decimal);
        if (!quoted) {
            return DecimalPrinter.print(mantissa, scale, asDouble, target, at);
        }
        target[at] = '"';
        at = DecimalPrinter.print(mantissa, scale, false, target, at + 1);
        target[at] = '"';
        return at + 1;
    }

    private static int jsonId(Tick tick, CountText ids, byte[] target, int at) {
        IdType type = tick.idType();
        if (type == IdType.NONE) {
            return NULL.print(target, at);
        }
        target[at++] = '"';
        at = switch (type) {
            case NUMBER -> ids.print(tick.idNumber(), target, at);
            case TEXT -> escaped(tick.idBytes(), tick.idLength(), target, at);
            default -> plainId(tick, type, target, at);
        };
        target[at] = '"';
        return at + 1;
    }

    private static int escaped(byte[] utf8, int length, byte[] target, int at) {
        for (int i = 0; i < length; i++) {
            byte c = utf8[i];
            if (c == '"' || c == '\\') {
                target[at++] = '\\';
            } else if (c >= 0 && c < ' ') { // no id has one; a damaged one must not break the text around it
                at = ESCAPE.print(target, at);
                target[at++] = HEX[c >> 4];
                c = HEX[c & 15];
            }
            target[at++] = c;
        }
        return at;
    }

    /** Prints an id that is a number or a UUID. */
    static int plainId(Tick tick, IdType type, byte[] target, int at) {
        if (type == IdType.NUMBER) {
            return Digits.print(tick.idNumber(), target, at);
        }
        byte[] bytes = tick.idBytes();
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                target[at++] = '-';
            }
            target[at++] = HEX[bytes[i] >> 4 & 15];
            target[at++] = HEX[bytes[i] & 15];
        }
        return at;
    }

    /** The line of column names. */
    static String csvHeader(TickKind kind) {
        if (kind == null) {
            return "seq,kind,symbol,ts,recv_ts,price,size,side,id,bid,bid_size,ask,ask_size\n";
        }
        return kind == TickKind.TRADE
                ? "seq,symbol,ts,recv_ts,price,size,side,id\n"
                : "seq,symbol,ts,recv_ts,bid,bid_size,ask,ask_size\n";
    }

    /** Prints a line of CSV and returns the place behind it; with both kinds the columns are those of both. */
    int csv(Tick tick, boolean bothKinds, byte[] target, int at) {
        boolean quote = tick.isQuote();
        at = Digits.print(tick.seq(), target, at);
        target[at++] = ',';
        if (bothKinds) {
            at = (quote ? QUOTE : TRADE).print(target, at);
        }
        at = put(symbols.nameBytes(tick.symbol()), target, at);
        target[at++] = ',';
        at = times.print(tick.tsNanos(), target, at);
        target[at++] = ',';
        at = tick.hasRecvTs() ? recvTimes.print(tick.recvTsNanos(), target, at) : at;
        if (!quote) {
            at = csvDecimals(tick, 2, target, at);
            at = CSV_SIDES[TickHead.sideCode(tick.head())].print(target, at);
            at = csvId(tick, target, at);
            at = bothKinds ? FOUR_EMPTY.print(target, at) : at;
        } else {
            at = bothKinds ? FOUR_EMPTY.print(target, at) : at;
            at = csvDecimals(tick, 4, target, at);
        }
        target[at] = '\n';
        return at + 1;
    }

    private int csvDecimals(Tick tick, int count, byte[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at++] = ',';
            if (tick.has(i)) {
                at = DecimalPrinter.print(tick.mantissa(i), tick.scale(i), asDouble, target, at);
            }
        }
        return at;
    }

    private static int csvId(Tick tick, byte[] target, int at) {
        IdType type = tick.idType();
        if (type == IdType.NONE) {
            return at;
        }
        return type == IdType.TEXT
                ? csvText(tick.idBytes(), tick.idLength(), target, at)
                : plainId(tick, type, target, at);
    }

    private static int csvText(byte[] utf8, int length, byte[] target, int at) {
        boolean plain = true;
        for (int i = 0; i < length; i++) {
            byte c = utf8[i];
            plain &= c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        // A blank at an end would be lost in readers that trim; inside quotes it is safe.
        if (plain && utf8[0] != ' ' && utf8[length - 1] != ' ') {
            System.arraycopy(utf8, 0, target, at, length);
            return at + length;
        }
        target[at++] = '"';
        for (int i = 0; i < length; i++) {
            if (utf8[i] == '"') {
                target[at++] = '"';
            }
            target[at++] = utf8[i];
        }
        target[at] = '"';
        return at + 1;
    }

    private static int put(byte[] bytes, byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
        return at + bytes.length;
    }
}
