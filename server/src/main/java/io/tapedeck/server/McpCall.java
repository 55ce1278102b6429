package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * One use of a tool: its arguments, which the tool's schema has been held against, and the way to the routes that have the answer.
 * One thread at a time.
 */
final class McpCall {
    /** An answer's rows have at most so many bytes, whatever the limit: an assistant has to read them all. */
    static final int MAX_BYTES = 60_000;

    private static final int STALE_AFTER_SECONDS = 30;

    private final Call outer;
    private final Routing routing;
    private final Map<String, Object> arguments;

    McpCall(Call outer, Routing routing, Map<String, Object> arguments) {
        this.outer = outer;
        this.routing = routing;
        this.arguments = arguments;
    }

    /** The HTTP call that it came with. */
    Call outer() {
        return outer;
    }

    Deadline deadline() {
        return outer.deadline();
    }

    Map<String, Object> arguments() {
        return arguments;
    }

    /** An argument as text, or null. */
    String text(String name) {
        Object value = arguments.get(name);
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    /** An argument that is a whole number, or {@code absent}. */
    int number(String name, int absent) {
        return arguments.get(name) instanceof Number number ? number.intValue() : absent;
    }

    long staleAfterNanos() {
        return TimeUnit.SECONDS.toNanos(number("stale_after_s", STALE_AFTER_SECONDS));
    }

    /** Those of the named arguments that are given, as parameters of a route. */
    Map<String, String> parameters(String... names) {
        Map<String, String> parameters = new HashMap<>();
        for (String name : names) {
            String value = text(name);
            if (value != null) {
                parameters.put(name, value);
            }
        }
        return parameters;
    }

    /** What a route answers. */
    ObjectNode ask(String path, Map<String, String> parameters) throws IOException {
        return tree(InnerCall.ask(outer, routing, path, parameters));
    }

    /**
     * A page of rows that a route answers: with fewer of them, and so an earlier cursor, where they would be too long.
     *
     * @throws ProblemException row_too_large where not even one row is short enough
     */
    ObjectNode page(String path, Map<String, String> parameters, int limit) throws IOException {
        Map<String, String> all = new HashMap<>(parameters);
        for (int rows = limit; ; ) {
            all.put("limit", Integer.toString(rows));
            byte[] answer = InnerCall.ask(outer, routing, path, all);
            if (answer.length <= MAX_BYTES) {
                return tree(answer);
            }
            if (rows == 1) {
                throw new ProblemException(
                        400,
                        "row_too_large",
                        "a single row has " + answer.length + " bytes, and an answer at most " + MAX_BYTES
                                + ": ask for fewer columns, or for a part of a long value");
            }
            rows = Math.max(1, (int) ((long) rows * MAX_BYTES / answer.length) - 1);
        }
    }

    private static ObjectNode tree(byte[] json) {
        return (ObjectNode) McpJson.MAPPER.readTree(json);
    }
}
