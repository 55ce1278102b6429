package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request for SQL asks: its parameters, and the body of a POST, which is the SQL itself, a form, or a JSON object with the
 * parameters' names.
 *
 * @param sql the text
 * @param rows at most so many rows
 * @param deadline by when
 */
record SqlRequest(String sql, int rows, Deadline deadline) {
    static final List<String> NAMES = List.of("q", "limit", "timeout");

    private static final int MAX_BODY_BYTES = 256 << 10;
    private static final int ROWS = 1_000;
    private static final int MAX_ROWS = 100_000;
    private static final Pattern FORM =
            Pattern.compile("(q|limit|timeout|min_seq|numbers|format|pretty)=.*", Pattern.DOTALL);
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Reads a request. */
    static SqlRequest of(Call call, boolean hasBody) {
        Map<String, String> body = hasBody ? body(call) : Map.of();
        String sql = value("q", call, body);
        if (sql == null) {
            throw new ProblemException(
                    400,
                    "missing_parameter",
                    "the SQL is missing: give q=SELECT..., or POST it as the body, for example"
                            + " SELECT * FROM symbols");
        }
        long rows = number(value("limit", call, body));
        long nanos =
                Math.min(nanos(value("timeout", call, body)), call.deadline().remainingNanos());
        return new SqlRequest(sql, (int) rows, Deadline.in(Math.max(1, nanos)));
    }

    private static String value(String name, Call call, Map<String, String> body) {
        String parameter = call.params().text(name);
        String inBody = body.get(name);
        if (parameter != null && inBody != null) {
            throw new ProblemException(
                    400, "repeated_parameter", name + " is in the address and in the body: give it once");
        }
        return parameter != null ? parameter : inBody == null || inBody.isEmpty() ? null : inBody;
    }

    private static long number(String text) {
        if (text == null) {
            return ROWS;
        }
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_ROWS) {
            return Integer.parseInt(text);
        }
        throw Params.bad("limit", text, "a whole number from 1 to " + MAX_ROWS);
    }

    private static long nanos(String text) {
        if (text == null) {
            return TIMEOUT_NANOS;
        }
        return Params.lengthNanos("timeout", text, 1, 10_000, "1ms to 10s, such as 500ms or 5s");
    }

    private static Map<String, String> body(Call call) {
        String type = call.header("Content-Type");
        String media = type == null
                ? ""
                : type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        String text = SmallBody.text(call, MAX_BODY_BYTES, "send less SQL");
        return switch (media) {
            case "", "text/plain", "application/sql", "application/octet-stream" -> Map.of("q", text);
            // What curl -d says, of whatever it sends.
            case "application/x-www-form-urlencoded" -> FORM.matcher(text).matches() ? form(text) : Map.of("q", text);
            case "application/json" -> json(text);
            default ->
                throw new ProblemException(
                        415,
                        "unsupported_media_type",
                        "Content-Type is " + Shown.of(type)
                                + ": expected text/plain, application/sql, application/json or a form");
        };
    }

    private static Map<String, String> form(String text) {
        Params form = Params.parse(text.strip(), NAMES);
        return strings(name -> form.text(name));
    }

    private static Map<String, String> json(String text) {
        JsonNode object;
        try {
            object = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new ProblemException(400, "bad_json", "the body is no JSON: " + e.getOriginalMessage());
        }
        if (!object.isObject()) {
            throw new ProblemException(400, "bad_json", "the body is no JSON object: expected {\"q\":\"SELECT ...\"}");
        }
        for (String name : object.propertyNames()) {
            if (!NAMES.contains(name) || object.get(name).isContainer()) {
                throw new ProblemException(
                        400,
                        "unknown_field",
                        "the body has " + Shown.of(name) + ": expected q, limit and timeout, each a text or a number");
            }
        }
        return strings(name -> object.path(name).isNull() || object.path(name).isMissingNode()
                ? null
                : object.path(name).asString());
    }

    private static Map<String, String> strings(UnaryOperator<String> values) {
        Map<String, String> found = new HashMap<>();
        for (String name : NAMES) {
            String value = values.apply(name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }
}
