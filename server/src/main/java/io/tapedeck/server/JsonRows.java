package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.io.IOException;
import java.io.OutputStream;

/** Rows as JSON objects: with commas between them, as the inside of an array, or a line each. */
final class JsonRows extends Rows {
    private final boolean lines;
    private boolean begun;
    private boolean named;

    JsonRows(OutputStream out, boolean lines, Times.Style time, TickText.Numbers numbers) {
        super(out, time, numbers);
        this.lines = lines;
    }

    @Override
    public void begin() {
        if (begun && !lines) {
            put(',');
        }
        begun = true;
        named = false;
        put('{');
    }

    /** A whole row that was printed before. */
    void object(byte[] text) throws IOException {
        if (begun && !lines) {
            put(',');
        }
        begun = true;
        put(text);
        if (lines) {
            put('\n');
        }
        ended();
    }

    /** A whole row that was printed before, but for a number between its two parts. */
    void object(byte[] head, long number, byte[] tail) throws IOException {
        if (begun && !lines) {
            put(',');
        }
        begun = true;
        put(head);
        whole(number);
        put(tail);
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
