package io.tapedeck.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The query parameters of one request, decoded and checked against the names that its route understands. Every reader
 * refuses a bad value with 400 {@code bad_parameter}. One thread.
 */
final class Params {
    /** Two names of one parameter: the plural is understood wherever the singular is. */
    private static final Map<String, String> ALIASES = Map.of("symbols", "symbol", "kinds", "kind");

    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,7})(ms|s|)");

    private final Map<String, String> values;

    private Params(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a query string.
     *
     * @param raw what follows the question mark, as it was sent
     * @param known the names that are understood
     * @throws ProblemException unknown_parameter, repeated_parameter or bad_escape
     */
    static Params parse(String raw, List<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String written = Percent.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
            String name = known.contains(written) ? written : ALIASES.getOrDefault(written, written);
            if (!known.contains(name)) {
                throw unknown(written, known);
            }
            if (values.put(name, equals < 0 ? "" : Percent.decodeQuery(pair.substring(equals + 1))) != null) {
                throw new ProblemException(
                        400, "repeated_parameter", "parameter " + written + " is there twice: give it once");
            }
        }
        return new Params(values);
    }

    /**
     * Parameters by their names.
     *
     * @param given the values, in which none is empty
     * @param known the names that are understood
     * @throws ProblemException unknown_parameter
     */
    static Params of(Map<String, String> given, List<String> known) {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw unknown(name, known);
            }
        }
        return new Params(Map.copyOf(given));
    }

    /** No parameters at all. */
    static Params none() {
        return new Params(Map.of());
    }

    private static ProblemException unknown(String name, List<String> known) {
        String nearest = Nearest.of(name, known);
        String hint = nearest != null
                ? "did you mean " + nearest + "?"
                : known.isEmpty()
                        ? "this route takes no parameters"
                        : "this route knows " + String.join(", ", new TreeSet<>(known));
        return new ProblemException(400, "unknown_parameter", "unknown parameter " + Shown.of(name) + ": " + hint);
    }

    /** The value as text, or null where the parameter is missing or empty. */
    String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A switch: on when it is there without a value or as {@code true} or {@code 1}. */
    boolean flag(String name) {
        String value = values.get(name);
        if (value == null || value.equals("false") || value.equals("0")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true") || value.equals("1")) {
            return true;
        }
        throw bad(name, value, "true or false");
    }

    /** A whole number in a range, or {@code absent} where the parameter is missing. */
    long number(String name, long absent, long least, long greatest) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw bad(name, value, "a whole number from " + least + " to " + greatest);
        }
        if (number < least || number > greatest) {
            throw bad(name, value, "a whole number from " + least + " to " + greatest);
        }
        return number;
    }

    /** One of the constants of an enum by its lower-case name, or {@code absent} where the parameter is missing. */
    <E extends Enum<E>> E choice(String name, Class<E> type, E absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw bad(
                name,
                value,
                Stream.of(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /**
     * A length of time such as {@code 5s}, {@code 500ms} or, in seconds, {@code 5}.
     *
     * @return nanoseconds
     * @throws ProblemException bad_parameter, with what was expected
     */
    static long lengthNanos(String name, String text, long leastMillis, long mostMillis, String expected) {
        Matcher length = LENGTH.matcher(text);
        if (length.matches()) {
            long number = Long.parseLong(length.group(1));
            long millis = length.group(2).equals("ms") ? number : number * 1_000;
            if (millis >= leastMillis && millis <= mostMillis) {
                return TimeUnit.MILLISECONDS.toNanos(millis);
            }
        }
        throw bad(name, text, expected);
    }

    /** The refusal of a parameter's value. */
    static ProblemException bad(String name, String value, String expected) {
        return new ProblemException(400, "bad_parameter", name + " is " + Shown.of(value) + ": expected " + expected);
    }
}
