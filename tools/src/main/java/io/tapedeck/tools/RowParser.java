package io.tapedeck.tools;

import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Turns rows of one kind into ticks, without an object a row. Refuses with {@link RowException} and never guesses. One thread
 * at a time.
 */
final class RowParser {
    /** What a journal says of values; everything else is no fault of a row. */
    private static final List<JournalException.Code> ROW_FAULTS = List.of(
            JournalException.Code.BAD_NUMBER, JournalException.Code.BAD_SYMBOL, JournalException.Code.BAD_VALUE);

    private static final int TEN_THOUSANDTHS_PLACES = 4;

    private final RowKind kind;
    private final Column[] columns;
    private final Field[] fields;
    private final int symbolColumn;
    private final int tsColumn;
    private final int clockColumn;
    private final int recvColumn;
    private final int eventColumn;
    private final byte[] venue;
    private final byte[] symbol;
    private final TimeReader times;
    private final DecimalParser decimals = new DecimalParser();
    private final Tick tick = new Tick();
    private final Mt5Ticks mt5 = new Mt5Ticks();
    private final char[] units; // by column, of the first time
    private RowFields row;
    private int column;

    /**
     * A parser.
     *
     * @param kind what rows become
     * @param columns their columns, in the order of their fields
     * @param defaults what they leave out
     */
    RowParser(RowKind kind, List<Column> columns, RowDefaults defaults) {
        this.kind = kind;
        this.columns = columns.toArray(Column[]::new);
        fields = columns.stream().map(Column::field).toArray(Field[]::new);
        List<Field> order = Arrays.asList(fields);
        symbolColumn = order.indexOf(Field.SYMBOL);
        tsColumn = order.indexOf(Field.TS);
        clockColumn = order.indexOf(Field.CLOCK);
        recvColumn = order.indexOf(Field.RECV_TS);
        eventColumn = order.indexOf(Field.EVENT);
        units = new char[fields.length];
        times = new TimeReader(defaults.zone(), defaults.date());
        venue = ascii(defaults.venue() == null ? "" : defaults.venue() + ":");
        symbol = defaults.symbol() == null ? null : withVenue(ascii(defaults.symbol()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a row, and adds what it makes.
     *
     * @return how many ticks; 0 where the row is of an event that makes none
     * @throws RowException when the row is not what the format says; nothing is added then
     */
    int read(RowFields next, TickRecipient out) throws RowException, IOException {
        row = next;
        column = -1;
        long tsNanos;
        int number;
        try {
            if (row.count() != columns.length) {
                throw new RowException(row.count() + " columns where " + columns.length + " are expected");
            }
            if (eventColumn >= 0 && !isExecution()) {
                return 0;
            }
            column = symbolColumn;
            number = symbolNumber(out);
            tsNanos = time();
            values(number, tsNanos);
        } catch (JournalException e) {
            if (!ROW_FAULTS.contains(e.code())) {
                throw e;
            }
            throw new RowException(place() + e.getMessage());
        } catch (RowException e) {
            throw new RowException(place() + e.getMessage());
        }
        if (kind == RowKind.MT5) {
            return mt5.add(out, tick, number, tsNanos);
        }
        out.add(tick);
        return 1;
    }

    private byte[] bytes() {
        return row.bytes(column);
    }

    private int start() {
        return row.start(column);
    }

    private int length() {
        return row.end(column) - row.start(column);
    }

    private String text() {
        return new String(bytes(), start(), Math.min(length(), 80), StandardCharsets.UTF_8);
    }

    private String place() {
        return column < 0
                ? ""
                : "column " + (column + 1) + " (" + fields[column].name().toLowerCase(Locale.ROOT) + "): ";
    }

    private boolean isExecution() throws RowException {
        column = eventColumn;
        if (!Shape.DIGIT.fits(bytes(), start(), start() + length())) {
            throw new RowException("\"" + text() + "\": expected one digit");
        }
        return bytes()[start()] == '4' || bytes()[start()] == '5';
    }

    private long time() throws RowException {
        column = tsColumn;
        if (column < 0 || length() == 0 && columns[column].optional()) {
            column = recvColumn; // the only time there is
        }
        if (clockColumn >= 0) {
            return times.read(
                    bytes(),
                    start(),
                    length(),
                    row.bytes(clockColumn),
                    row.start(clockColumn),
                    row.end(clockColumn) - row.start(clockColumn));
        }
        return timeHere();
    }

    private long timeHere() throws RowException {
        Shape shape = columns[column].shape();
        if (shape.hasUnit()) {
            char found = Shape.unit(Shape.digits(bytes(), start(), start() + length()));
            if (units[column] == 0) {
                units[column] = found;
            } else if (units[column] != found) {
                throw new RowException("\"" + text() + "\" is not in the unit of the file's first time");
            }
        }
        return times.read(shape, bytes(), start(), length());
    }

    private void values(int number, long tsNanos) throws RowException {
        if (kind == RowKind.MT5) {
            mt5.begin();
        } else {
            tick.start(number, kind == RowKind.QUOTE ? TickKind.QUOTE : TickKind.TRADE, tsNanos);
        }
        for (column = 0; column < fields.length; column++) {
            if (length() > 0) {
                set(fields[column], bytes(), start(), length());
            } else if (fields[column] == Field.PRICE || fields[column] == Field.BUYER_IS_MAKER) {
                throw new RowException("it is empty");
            }
        }
        column = -1;
        if (kind == RowKind.MT5) {
            mt5.check();
        } else if (kind == RowKind.QUOTE && !tick.has(0) && !tick.has(2)) {
            throw new RowException("neither bid nor ask");
        }
    }

    private void set(Field field, byte[] line, int start, int length) throws RowException {
        switch (field) {
            case PRICE -> decimal(0, line, start, length);
            case SIZE -> size(1, line, start, length);
            case ID -> tick.id(line, start, length);
            case BUYER_IS_MAKER -> tick.side(isTrue() ? Side.SELL : Side.BUY);
            case SIDE -> tick.side(side());
            case MAKER_SIDE -> tick.side(other(side()));
            case MAKER_DIRECTION -> tick.side(other(direction()));
            case RECV_TS -> tick.recvTs(timeHere());
            case BID, ASK, LAST, VOLUME, VOLUME_REAL, FLAGS -> {
                if (kind == RowKind.MT5) {
                    mt5.set(field, decimals.parse(line, start, length));
                } else {
                    decimal(field == Field.BID ? 0 : 2, line, start, length);
                }
            }
            case BID_SIZE -> size(1, line, start, length);
            case ASK_SIZE -> size(3, line, start, length);
            default -> {}
        }
    }

    private void decimal(int decimal, byte[] line, int start, int length) {
        decimals.parse(line, start, length);
        long mantissa = decimals.mantissa();
        int scale = decimals.scale();
        if (columns[column].shape() == Shape.TEN_THOUSANDTHS) {
            scale += mantissa == 0 ? 0 : TEN_THOUSANDTHS_PLACES;
            while (scale > 0 && mantissa % 10 == 0) {
                mantissa /= 10;
                scale--;
            }
        }
        tick.decimal(decimal, mantissa, scale);
    }

    private void size(int decimal, byte[] line, int start, int length) throws RowException {
        decimal(decimal, line, start, length);
        if (decimals.mantissa() < 0) {
            throw new RowException("it is below 0: the side tells who sold");
        }
    }

    private int symbolNumber(TickRecipient out) throws RowException {
        if (column < 0 || length() == 0) {
            if (symbol == null) {
                throw new RowException("no symbol: give --symbol");
            }
            return out.symbol(symbol, 0, symbol.length);
        }
        if (venue.length == 0) {
            return out.symbol(bytes(), start(), length());
        }
        SymbolRegistry.check(bytes(), start(), length());
        byte[] whole = withVenue(Arrays.copyOfRange(bytes(), start(), start() + length()));
        return out.symbol(whole, 0, whole.length);
    }

    private byte[] withVenue(byte[] name) {
        for (byte c : name) {
            if (c == ':') {
                return name;
            }
        }
        byte[] whole = Arrays.copyOf(venue, venue.length + name.length);
        System.arraycopy(name, 0, whole, venue.length, name.length);
        return whole;
    }

    private Side side() throws RowException {
        int from = start();
        int to = from + length();
        if (Shape.isWord(bytes(), from, to, "buy") || Shape.isWord(bytes(), from, to, "b")) {
            return Side.BUY;
        } else if (Shape.isWord(bytes(), from, to, "sell") || Shape.isWord(bytes(), from, to, "s")) {
            return Side.SELL;
        } else if (columns[column].shape() == Shape.SIDE_OR_UNKNOWN && Shape.isWord(bytes(), from, to, "unknown")) {
            return null;
        }
        throw new RowException("\"" + text() + "\": expected buy or sell");
    }

    private Side direction() throws RowException {
        if (!Shape.DIRECTION.fits(bytes(), start(), start() + length())) {
            throw new RowException("\"" + text() + "\": expected 1 or -1");
        }
        return bytes()[start()] == '-' ? Side.SELL : Side.BUY;
    }

    private static Side other(Side side) {
        return side == null ? null : side == Side.BUY ? Side.SELL : Side.BUY;
    }

    private boolean isTrue() throws RowException {
        if (Shape.isWord(bytes(), start(), start() + length(), "true")) {
            return true;
        } else if (Shape.isWord(bytes(), start(), start() + length(), "false")) {
            return false;
        }
        throw new RowException("\"" + text() + "\": expected true or false");
    }
}
