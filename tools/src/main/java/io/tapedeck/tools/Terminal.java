package io.tapedeck.tools;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two streams that a command writes to: results to {@code out}, everything else to {@code err}. It closes neither. Any
 * thread.
 */
record Terminal(PrintStream out, PrintStream err) {
    /** Loaded when the first object is printed: most runs print none, and it takes a while. */
    private static final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder().build();
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** A line for people on {@code out}. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A JSON object on a line of its own on {@code out}; its members keep the map's order. */
    void json(Map<String, ?> object) {
        line(Json.MAPPER.writeValueAsString(object));
    }

    /** A line that is no result: what was noticed on the way. */
    void note(String text) {
        err.println(text);
    }

    /** The one line that says what went wrong. */
    void error(String text) {
        err.println("tapedeck: " + text);
    }
}
