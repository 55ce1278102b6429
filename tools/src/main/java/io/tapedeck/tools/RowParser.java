package io.tapedeck.tools;

import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.Times;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;

/**
 * Turns the lines of one file into ticks, without an object a line. Refuses with {@link RowException} and never guesses. One
 * thread at a time.
 */
final class RowParser {
    private final Layout layout;
    private final Field[] columns;
    private final int symbolColumn;
    private final int tsColumn;
    private final ZoneId zone;
    private final byte[] venue;
    private final byte[] symbol;
    private final Fields fields = new Fields();
    private final DecimalParser decimals = new DecimalParser();
    private char unit;
    private int column;

    /**
     * A parser for one file.
     *
     * @param layout where its columns are
     * @param venue the symbols' prefix, or null
     * @param symbol the symbol of rows that have none, or null
     * @param zone the zone of times that have none, or null
     */
    RowParser(Layout layout, String venue, String symbol, ZoneId zone) {
        this.layout = layout;
        this.columns = layout.fields().toArray(Field[]::new);
        this.symbolColumn = layout.fields().indexOf(Field.SYMBOL);
        this.tsColumn = layout.fields().indexOf(Field.TS);
        this.zone = zone;
        this.venue = (venue == null ? "" : venue + ":").getBytes(StandardCharsets.UTF_8);
        this.symbol = symbol == null ? null : withVenue(symbol.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a line into a tick.
     *
     * @param line an array with the line, which may be changed
     * @param from where it begins
     * @param to where it ends
     * @param symbols numbers the symbol
     * @param tick the holder to fill
     * @throws RowException when the line is not what the format says
     */
    void parse(byte[] line, int from, int to, SymbolSource symbols, Tick tick) throws RowException {
        column = -1;
        try {
            if (fields.cut(line, from, to) != columns.length) {
                throw new RowException(fields.count() + " columns where " + columns.length + " are expected");
            }
            column = symbolColumn;
            int number = column < 0 ? defaultSymbol(symbols) : symbolOf(line, start(), length(), symbols);
            column = tsColumn;
            tick.start(number, layout.format().kind(), time(line, start(), length()));
            for (column = 0; column < columns.length; column++) {
                if (length() > 0) {
                    set(tick, columns[column], line, start(), length());
                } else if (columns[column] == Field.PRICE || columns[column] == Field.BUYER_IS_MAKER) {
                    throw new RowException("it is empty");
                }
            }
            column = -1;
            if (tick.isQuote() && !tick.has(0) && !tick.has(2)) {
                throw new RowException("neither bid nor ask");
            }
        } catch (JournalException | IllegalArgumentException e) {
            throw new RowException(place() + e.getMessage());
        } catch (RowException e) {
            throw new RowException(place() + e.getMessage());
        }
    }

    private int start() {
        return fields.start(column);
    }

    private int length() {
        return fields.end(column) - fields.start(column);
    }

    private String place() {
        return column < 0
                ? ""
                : "column " + (column + 1) + " (" + columns[column].name().toLowerCase(Locale.ROOT) + "): ";
    }

    private void set(Tick tick, Field field, byte[] line, int start, int length) throws RowException {
        switch (field) {
            case PRICE, BID -> decimal(tick, 0, line, start, length);
            case SIZE, BID_SIZE -> size(tick, 1, line, start, length);
            case ASK -> decimal(tick, 2, line, start, length);
            case ASK_SIZE -> size(tick, 3, line, start, length);
            case ID -> tick.id(line, start, length);
            case SIDE -> tick.side(sideOf(line, start, start + length));
            case BUYER_IS_MAKER -> tick.side(isTrue(line, start, start + length) ? Side.SELL : Side.BUY);
            case RECV_TS -> tick.recvTs(Times.parse(line, start, length, zone));
            default -> {}
        }
    }

    private void decimal(Tick tick, int decimal, byte[] line, int start, int length) {
        decimals.parse(line, start, length);
        tick.decimal(decimal, decimals.mantissa(), decimals.scale());
    }

    private void size(Tick tick, int decimal, byte[] line, int start, int length) throws RowException {
        decimal(tick, decimal, line, start, length);
        if (decimals.mantissa() < 0) {
            throw new RowException("it is below 0: the side tells who sold");
        }
    }

    private long time(byte[] line, int start, int length) throws RowException {
        if (layout.format().oneUnit()) {
            char found = Shape.unit(Shape.digits(line, start, start + length));
            if (unit == 0) {
                unit = found;
            } else if (unit != found) {
                throw new RowException("\"" + new String(line, start, length, StandardCharsets.UTF_8)
                        + "\" is not in the unit of the file's first time");
            }
        }
        return Times.parse(line, start, length, zone);
    }

    private int symbolOf(byte[] line, int start, int length, SymbolSource symbols) throws RowException {
        if (length == 0) {
            return defaultSymbol(symbols);
        }
        if (venue.length == 0) {
            return symbols.symbol(line, start, length);
        }
        SymbolRegistry.check(line, start, length);
        byte[] whole = withVenue(Arrays.copyOfRange(line, start, start + length));
        return symbols.symbol(whole, 0, whole.length);
    }

    private byte[] withVenue(byte[] name) {
        if (hasVenue(name)) {
            return name;
        }
        byte[] whole = Arrays.copyOf(venue, venue.length + name.length);
        System.arraycopy(name, 0, whole, venue.length, name.length);
        return whole;
    }

    private static boolean hasVenue(byte[] name) {
        for (byte c : name) {
            if (c == ':') {
                return true;
            }
        }
        return false;
    }

    private int defaultSymbol(SymbolSource symbols) throws RowException {
        if (symbol == null) {
            throw new RowException("no symbol: give --symbol");
        }
        return symbols.symbol(symbol, 0, symbol.length);
    }

    private static Side sideOf(byte[] line, int from, int to) throws RowException {
        if (Shape.isWord(line, from, to, "buy") || Shape.isWord(line, from, to, "b")) {
            return Side.BUY;
        } else if (Shape.isWord(line, from, to, "sell") || Shape.isWord(line, from, to, "s")) {
            return Side.SELL;
        }
        throw new RowException(
                "\"" + new String(line, from, to - from, StandardCharsets.UTF_8) + "\": expected buy or sell");
    }

    private static boolean isTrue(byte[] line, int from, int to) throws RowException {
        if (Shape.isWord(line, from, to, "true")) {
            return true;
        } else if (Shape.isWord(line, from, to, "false")) {
            return false;
        }
        throw new RowException(
                "\"" + new String(line, from, to - from, StandardCharsets.UTF_8) + "\": expected true or false");
    }
}
