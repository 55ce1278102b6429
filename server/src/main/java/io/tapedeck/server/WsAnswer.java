package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** What a client of the WebSocket is told of its messages, each as an object of a kind with its {@code ref}. Stateless. */
final class WsAnswer {
    private WsAnswer() {}

    private static byte[] object(String kind, String ref, Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("kind", kind);
            if (ref != null) {
                json.writeStringProperty("ref", ref);
            }
            members.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Of ticks that were recorded. */
    static byte[] ack(WsMessage message, Recorded recorded, RowErrors errors) {
        return object("ack", message.ref(), json -> {
            WriteAnswer.writeMembers(json, recorded, message.dedup(), message.ack(), errors);
            if (recorded.written() != null && recorded.written().isRepeat()) {
                json.writeBooleanProperty("replayed", true);
            }
        });
    }

    /** Of a subscription that begins, or ends. */
    static byte[] subscription(String kind, WsMessage message, StreamRule rule, EventPlace after) {
        return object(kind, message.ref(), json -> {
            if (rule != null) {
                write(json, "symbols", rule.symbols());
                write(json, "kinds", rule.kindNames());
            }
            if (after.record() == 0) {
                json.writeNumberProperty("after", after.seq());
            } else {
                json.writeStringProperty("after", after.toString());
            }
        });
    }

    private static void write(JsonGenerator json, String name, Iterable<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    /** Of a ping. */
    static byte[] pong(WsMessage message, long seq) {
        return object("pong", message.ref(), json -> json.writeNumberProperty("seq", seq));
    }

    /** Of what went wrong; of a message that could not be read it has what was read. */
    static byte[] error(WsMessage message, Problem problem) {
        return object("error", message.ref(), json -> {
            json.writeNumberProperty("status", problem.status());
            json.writeStringProperty("code", problem.code().toLowerCase(Locale.ROOT));
            json.writeStringProperty("detail", problem.detail());
            if (problem.retryAfterSeconds() > 0) {
                json.writeNumberProperty("retry_after", problem.retryAfterSeconds());
            }
            problem.writeMembers(json);
        });
    }
}
