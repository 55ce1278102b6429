package io.tapedeck.server;

import java.io.OutputStream;
import java.util.List;

/** Rows as CSV by RFC 4180 with a header, and a line feed alone at the end of a line; what is null is empty. */
final class CsvRows extends Rows {
    private final List<String> columns;
    private int column;

    CsvRows(OutputStream out, List<String> columns, Times.Style time, TickText.Numbers numbers) {
        super(out, time, numbers);
        this.columns = columns;
        put(String.join(",", columns));
        put('\n');
    }

    @Override
    public void begin() {
        column = 0;
    }

    @Override
    void beginValue(String name) {
        if (!columns.get(column).equals(name)) {
            throw new IllegalStateException("column " + column + " is " + columns.get(column) + ", not " + name);
        }
        if (column++ > 0) {
            put(',');
        }
    }

    @Override
    void putNull() {
        // What is not known is empty.
    }

    @Override
    void putText(String value) {
        put(field(value));
    }

    /** A text as a field, which is also what a name must be given as. */
    static String field(String value) {
        return needsQuotes(value) ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private static boolean needsQuotes(String value) {
        return value.indexOf(',') >= 0
                || value.indexOf('"') >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
    }

    @Override
    void putQuote() {
        // CSV has no types.
    }

    @Override
    void putEnd() {
        put('\n');
    }
}
