package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows as CSV by RFC 4180 with a header, and a line feed alone at the end of a line; what is null is empty. */
final class CsvRows extends Rows {
    private static final int BUFFER_CHARACTERS = 16 << 10;

    private final OutputStream out;
    private final List<String> columns;
    private final StringBuilder buffer = new StringBuilder(BUFFER_CHARACTERS + 1024);
    private int column;

    CsvRows(OutputStream out, List<String> columns, Times.Style time, TickText.Numbers numbers) {
        super(time, numbers);
        this.out = out;
        this.columns = columns;
        buffer.append(String.join(",", columns)).append('\n');
    }

    @Override
    void begin() {
        column = 0;
    }

    @Override
    void text(String name, String value) {
        bare(name, value == null || !needsQuotes(value) ? value : '"' + value.replace("\"", "\"\"") + '"');
    }

    private static boolean needsQuotes(String value) {
        return value.indexOf(',') >= 0
                || value.indexOf('"') >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
    }

    @Override
    void bare(String name, String value) {
        if (!columns.get(column).equals(name)) {
            throw new IllegalStateException("column " + column + " is " + columns.get(column) + ", not " + name);
        }
        if (column++ > 0) {
            buffer.append(',');
        }
        if (value != null) {
            buffer.append(value);
        }
    }

    @Override
    void end() throws IOException {
        buffer.append('\n');
        if (buffer.length() >= BUFFER_CHARACTERS) {
            empty();
        }
    }

    @Override
    void finish() throws IOException {
        empty();
        out.flush();
    }

    private void empty() throws IOException {
        out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
        buffer.setLength(0);
    }
}
