package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.query.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts rows of named values into a table of typed columns, times and decimals in the form that is asked for. What comes by
 * tick makes no object. One thread at a time; it does not close the stream beneath.
 */
final class TableRows implements RowSink {
    private final List<String> names;
    private final Table table;
    private final Times.Style time;
    private final TickText.Numbers numbers;
    private final byte[] text = new byte[Math.max(DecimalPrinter.MAX_BYTES, TimePrinter.MAX_BYTES)];
    private int next;

    TableRows(OutputStream out, TableFormat format, List<String> names, Times.Style time, TickText.Numbers numbers)
            throws IOException {
        this.names = names;
        this.time = time;
        this.numbers = numbers;
        table = Table.of(
                format,
                names.stream()
                        .map(name -> TableColumn.named(name, time, numbers))
                        .toList(),
                out);
    }

    @Override
    public void begin() {
        next = 0;
    }

    /** The place of the next value, which is to have this name. */
    private int column(String name) {
        if (!names.get(next).equals(name)) {
            throw new IllegalStateException(name + " came where " + names.get(next) + " was to");
        }
        return next++;
    }

    @Override
    public void none(String name) {
        table.none(column(name));
    }

    @Override
    public void text(String name, String value) {
        if (value == null) {
            none(name);
        } else {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            utf8(name, utf8, 0, utf8.length);
        }
    }

    /** A value of text that is in UTF-8 already. */
    void utf8(String name, byte[] utf8, int offset, int length) {
        table.text(column(name), utf8, offset, length);
    }

    @Override
    public void whole(String name, long value) {
        table.whole(column(name), value);
    }

    @Override
    public void flag(String name, boolean value) {
        table.flag(column(name), value);
    }

    @Override
    public void time(String name, long nanos) {
        table.whole(column(name), Times.count(nanos, time));
    }

    @Override
    public void decimal(String name, long mantissa, int scale) {
        int column = column(name);
        switch (numbers) {
            case DOUBLE -> table.number(column, NearestDouble.of(mantissa, scale));
            case STRING -> table.text(column, text, 0, DecimalPrinter.print(mantissa, scale, false, text, 0));
            case JSON, DECIMAL -> {
                long power = Decimal.power(TableColumn.SCALE - scale);
                table.decimal(column, Math.multiplyHigh(mantissa, power), mantissa * power);
            }
        }
    }

    @Override
    public void decimal(String name, BigDecimal value) {
        if (value == null) {
            none(name);
            return;
        }
        switch (numbers) {
            case DOUBLE -> table.number(column(name), value.doubleValue());
            case STRING -> text(name, value.toPlainString());
            case JSON, DECIMAL -> rounded(name, value.setScale(TableColumn.SCALE, RoundingMode.HALF_EVEN));
        }
    }

    private void rounded(String name, BigDecimal value) {
        if (value.precision() > TableColumn.PRECISION) {
            throw new QueryException(
                    QueryException.Code.BAD_VALUE,
                    name + " " + value.toPlainString() + " is no DECIMAL(" + TableColumn.PRECISION + ", "
                            + TableColumn.SCALE + "): ask for numbers=double or numbers=string");
        }
        table.decimal(
                column(name),
                value.unscaledValue().shiftRight(Long.SIZE).longValue(),
                value.unscaledValue().longValue());
    }

    @Override
    public void end() throws IOException {
        if (next != names.size()) {
            throw new IllegalStateException("a row ended in front of " + names.get(next));
        }
        table.end();
    }

    @Override
    public void finish() throws IOException {
        table.finish();
    }
}
