package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Rows as JSON objects: with commas between them, as the inside of an array, or a line each. */
final class JsonRows extends Rows {
    private final boolean lines;
    private boolean begun;
    private boolean named;

    JsonRows(OutputStream out, boolean lines, Times.Style time, TickText.Numbers numbers) {
        super(out, time, numbers);
        this.lines = lines;
    }

    /** Prints a row. */
    interface Printing {
        void on(Rows rows) throws IOException;
    }

    /** One row alone, as an object. */
    static byte[] one(Times.Style time, TickText.Numbers numbers, Printing row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try {
            JsonRows rows = new JsonRows(bytes, false, time, numbers);
            row.on(rows);
            rows.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void begin() {
        beginWhole();
        named = false;
        put('{');
    }

    /** A whole row that was printed before. */
    void object(byte[] text) throws IOException {
        beginWhole();
        put(text);
        endWhole();
    }

    /** A whole row that was printed before, but for a number between its two parts. */
    void object(byte[] head, long number, byte[] tail) throws IOException {
        beginWhole();
        put(head);
        whole(number);
        put(tail);
        endWhole();
    }

    private void beginWhole() {
        if (begun && !lines) {
            put(',');
        }
        begun = true;
    }

    private void endWhole() throws IOException {
        if (lines) {
            put('\n');
        }
        ended();
    }

    @Override
    void beginValue(String name) {
        put(named ? ",\"" : "\"");
        named = true;
        put(name);
        put("\":");
    }

    @Override
    void putNull() {
        put("null");
    }

    @Override
    void putText(String value) {
        put('"');
        put(inside(value));
        put('"');
    }

    /** What stands between the quotes of a text, which is also what a name must be given as. */
    static String inside(String value) {
        return isPlain(value) ? value : escaped(value);
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return text.toString();
    }

    @Override
    void putQuote() {
        put('"');
    }

    /** A tick as an object, or null. */
    void tick(String name, Tick tick, TickPrinter printer) {
        beginValue(name);
        if (tick == null) {
            putNull();
        } else {
            put(TickPrinter.MAX_ROW_BYTES, (target, at) -> printer.json(tick, target, at));
        }
    }

    @Override
    void putEnd() {
        put(lines ? "}\n" : "}");
    }
}
