package io.tapedeck.server;

import io.tapedeck.journal.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a client of the WebSocket says: {@code {"op":"subscribe","symbols":["BTC*"],"kinds":["trade"],"after":0}}. Ticks are not
 * looked at, only found: they are read as every body with ticks is. Filled by {@link #read}, once; then only asked.
 */
final class WsMessage {
    /** The longest {@code ref}, which the answer repeats. */
    static final int MAX_REF_CHARACTERS = 128;

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final List<String> OPS = List.of("subscribe", "unsubscribe", "ticks", "ping");
    private static final List<String> MEMBERS = List.of(
            "op", "ref", "symbols", "kinds", "after", "tape_id", "ticks", "ack", "partial", "dedup", "idempotency_key");

    private String op;
    private String ref;
    private String symbols;
    private String kinds;
    private String after;
    private String tapeId;
    private String ack;
    private String key;
    private String dedup;
    private boolean partial;
    private byte[] ticks;

    /**
     * Reads a message. Where that fails, what stands in front of the fault has been read, so that the answer can have its {@code ref}.
     *
     * @throws ProblemException 400 bad_json, bad_message or unknown_op
     */
    void read(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("a message is an object such as {\"op\":\"subscribe\"}");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                read(name, parser, utf8);
            }
            if (parser.nextToken() != null) {
                throw bad("a message is one object, and there is more behind it");
            }
        } catch (JacksonException e) {
            throw new ProblemException(400, "bad_json", "the message is no JSON: " + e.getOriginalMessage());
        }
        if (op == null || !OPS.contains(op)) {
            throw new ProblemException(
                    400,
                    "unknown_op",
                    "op is " + (op == null ? "missing" : Shown.of(op)) + ": expected " + String.join(", ", OPS));
        }
    }

    private void read(String name, JsonParser parser, byte[] utf8) {
        switch (name) {
            case "op" -> op = text(name, parser);
            case "ref" -> ref = ref(text(name, parser));
            case "symbols", "symbol" -> symbols = list(name, parser);
            case "kinds", "kind" -> kinds = list(name, parser);
            case "after" -> after = text(name, parser);
            case "tape_id" -> tapeId = text(name, parser);
            case "ack" -> ack = text(name, parser);
            case "idempotency_key" -> key = text(name, parser);
            case "dedup" -> dedup = text(name, parser);
            case "partial" -> partial = parser.getBooleanValue();
            case "ticks" -> ticks = value(parser, utf8);
            default -> {
                String nearest = Nearest.of(name, MEMBERS);
                throw bad("unknown member " + Shown.of(name) + ": "
                        + (nearest == null
                                ? "a message knows " + String.join(", ", MEMBERS)
                                : "did you mean " + nearest + "?"));
            }
        }
    }

    private static String ref(String text) {
        if (text != null && text.length() > MAX_REF_CHARACTERS) {
            throw bad("ref has " + text.length() + " characters: expected at most " + MAX_REF_CHARACTERS);
        }
        return text;
    }

    private static String text(String name, JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT -> parser.getString();
            case VALUE_NULL -> null;
            default -> throw bad(name + " is no text and no whole number");
        };
    }

    /** An array of texts as a comma list, or a text that is one already. */
    private static String list(String name, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return text(name, parser);
        }
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String value = text(name, parser);
            if (value == null) {
                throw bad(name + " has a null in it");
            }
            values.add(value);
        }
        return String.join(",", values);
    }

    /** The bytes of a value as they were sent. */
    private static byte[] value(JsonParser parser, byte[] utf8) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (!parser.currentToken().isStructStart()) {
            throw bad("ticks is no array of ticks");
        }
        parser.skipChildren();
        return Arrays.copyOfRange(utf8, from, (int) parser.currentLocation().getByteOffset());
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(400, "bad_message", detail);
    }

    String op() {
        return op;
    }

    /** What the client knows its answer by, or null. */
    String ref() {
        return ref;
    }

    /** The symbols and kinds that it names. */
    StreamRule rule() {
        return StreamRule.of(symbols, kinds);
    }

    boolean namesRule() {
        return symbols != null || kinds != null;
    }

    String after() {
        return after;
    }

    String tapeId() {
        return tapeId;
    }

    /** The array of ticks, or one tick. */
    byte[] ticks() {
        if (ticks == null) {
            throw bad("ticks is missing");
        }
        return ticks;
    }

    boolean partial() {
        return partial;
    }

    /** Whether trades are left out whose symbol and id were just recorded. */
    boolean dedup() {
        if (dedup != null && !dedup.equals("id")) {
            throw Params.bad("dedup", dedup, "id");
        }
        return dedup != null;
    }

    String key() {
        return key;
    }

    State ack() {
        if (ack == null) {
            return State.APPENDED;
        }
        try {
            return State.valueOf(ack.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Params.bad("ack", ack, "accepted, appended, synced or committed");
        }
    }
}
