package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.SymbolRegistry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The named values of a request about positions or alerts, numbers as the exact text that was written. A value of null is there, and
 * takes away what stands in its place. Every reader refuses a bad value with a {@link ProblemException} or a BAD_NUMBER or BAD_SYMBOL of
 * the journal's. Immutable; any thread.
 */
final class DeskFields {
    private static final int MAX_NOTE = 1_000;
    private static final int MAX_NUMBER_CHARACTERS = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    /** What other programs call the same. */
    private static final Map<String, String> ALIASES = Map.of("stop_loss", "stop", "take_profit", "target");

    private final Map<String, String> values;

    private DeskFields(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a JSON object without objects or arrays in it; a text that is blank is an empty one.
     *
     * @throws ProblemException bad_json, bad_type or duplicate_field
     */
    static DeskFields json(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        if (text.isBlank()) {
            return new DeskFields(values);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ProblemException(400, "bad_json", "the body is no JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                put(values, name, value(name, parser));
            }
            if (parser.nextToken() != null) {
                throw new ProblemException(400, "bad_json", "there is more behind the body's JSON object");
            }
            return new DeskFields(values);
        } catch (JacksonException e) {
            throw new ProblemException(400, "bad_json", "the body is no JSON: " + e.getOriginalMessage());
        }
    }

    private static String value(String name, JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null || token.isStructStart()) {
            throw badType(name);
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getString();
    }

    /**
     * Takes values that were read already: texts, numbers, booleans and nulls.
     *
     * @throws ProblemException bad_type or duplicate_field
     */
    static DeskFields of(Map<String, ?> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        arguments.forEach((name, value) -> {
            if (value == null || value instanceof String || value instanceof Boolean || value instanceof Number) {
                put(values, name, value == null ? null : value.toString());
            } else {
                throw badType(name);
            }
        });
        return new DeskFields(values);
    }

    private static void put(Map<String, String> values, String written, String value) {
        String name = ALIASES.getOrDefault(written, written);
        if (values.containsKey(name)) {
            throw new ProblemException(400, "duplicate_field", name + " is there twice: give it once");
        }
        values.put(name, value);
    }

    private static ProblemException badType(String name) {
        return new ProblemException(
                400, "bad_type", Shown.of(name) + " is an object or an array: expected a text or a number");
    }

    /** Refuses names other than these. */
    DeskFields only(List<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                String nearest = Nearest.of(name, known);
                throw new ProblemException(
                        400,
                        "unknown_field",
                        "unknown field " + Shown.of(name) + ": "
                                + (nearest != null
                                        ? "did you mean " + nearest + "?"
                                        : known.isEmpty() ? "expected none" : "expected " + String.join(", ", known)));
            }
        }
        return this;
    }

    /** Without one of the fields, which is said elsewhere. */
    DeskFields without(String name) {
        Map<String, String> rest = new HashMap<>(values);
        rest.remove(name);
        return new DeskFields(rest);
    }

    /** Whether a field is there, be it null. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A value as it was written, or null where it is missing, null or empty. */
    String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A text without control characters, but for line feeds and tabs, or null. */
    String text(String name, int maxCharacters) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        if (value.length() > maxCharacters) {
            throw bad(name, value.length() + " characters", "at most " + maxCharacters);
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' || c == 127)) {
            throw bad(name, Shown.of(value), "text without control characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw bad(name, "a text with half of a character", "whole ones"); // it would not come back as it was sent
        }
        return value;
    }

    /** The text to keep beside what it is about, or null. */
    String note() {
        return text("note", MAX_NOTE);
    }

    /** A value that must be there. */
    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new ProblemException(400, "missing_field", name + " is missing: expected " + name + " in the body");
        }
        return value;
    }

    /** A symbol, which must be there; it need not have ticks. */
    String symbol() {
        String symbol = required("symbol");
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        SymbolRegistry.check(ascii, 0, ascii.length);
        return symbol;
    }

    /** An exact decimal, or null. */
    BigDecimal decimal(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            if (value.length() <= MAX_NUMBER_CHARACTERS) {
                return Decimal.canonical(new BigDecimal(value.strip()));
            }
        } catch (NumberFormatException e) {
            throw badNumber(name, value);
        } catch (JournalException e) {
            throw new ProblemException(400, "bad_number", name + ": " + e.getMessage());
        }
        throw badNumber(name, value);
    }

    private static ProblemException badNumber(String name, String value) {
        return new ProblemException(
                400, "bad_number", name + " is " + Shown.of(value) + ": expected a decimal number such as 60000.10");
    }

    /** An exact decimal above 0, or null. */
    BigDecimal positive(String name) {
        BigDecimal value = decimal(name);
        if (value != null && value.signum() <= 0) {
            throw bad(name, value.toPlainString(), "a number above 0");
        }
        return value;
    }

    /** An exact decimal above 0, which must be there. */
    BigDecimal requiredPositive(String name) {
        required(name);
        return positive(name);
    }

    /** A price, or null for the market's: the field is missing, or says {@code market}. */
    BigDecimal price(String name) {
        return "market".equals(text(name)) ? null : decimal(name);
    }

    /** One of some words by any case, or {@code absent}. */
    String choice(String name, List<String> words, String absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        for (String word : words) {
            if (word.equalsIgnoreCase(value.strip())) {
                return word;
            }
        }
        throw bad(name, Shown.of(value), String.join(", ", words));
    }

    /** One of some words, which must be there. */
    String requiredChoice(String name, List<String> words) {
        if (text(name) == null) {
            throw new ProblemException(
                    400, "missing_field", name + " is missing: expected one of " + String.join(", ", words));
        }
        return choice(name, words, null);
    }

    /** The refusal of a value. */
    static ProblemException bad(String name, String value, String expected) {
        return new ProblemException(400, "bad_value", name + " is " + value + ": expected " + expected);
    }
}
