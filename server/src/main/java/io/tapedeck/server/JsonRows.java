package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;

/** Rows as JSON objects: with commas between them, as the inside of an array, or a line each. */
final class JsonRows extends Rows {
    private final OutputStream out;
    private final JsonGenerator json;
    private final boolean lines;
    private boolean begun;

    JsonRows(OutputStream out, boolean lines, Times.Style time, TickText.Numbers numbers) {
        super(time, numbers);
        this.out = out;
        this.lines = lines;
        json = Json.generator(out);
    }

    @Override
    void begin() {
        if (begun && !lines) {
            json.writeRaw(',');
        }
        begun = true;
        json.writeStartObject();
    }

    @Override
    void text(String name, String value) {
        json.writeStringProperty(name, value);
    }

    @Override
    void bare(String name, String value) {
        json.writeName(name);
        json.writeRawValue(value == null ? "null" : value);
    }

    /** A value that is JSON already. */
    void raw(String name, String value) {
        bare(name, value);
    }

    @Override
    void end() {
        json.writeEndObject();
        if (lines) {
            json.writeRaw('\n');
        }
    }

    @Override
    void finish() throws IOException {
        json.flush();
        out.flush();
    }
}
