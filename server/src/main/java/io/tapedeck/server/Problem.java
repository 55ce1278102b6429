package io.tapedeck.server;

import io.tapedeck.server.ProblemException.RowError;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * An error as a client reads it: RFC 9457, with a stable {@code code} beside.
 *
 * @param status the HTTP status
 * @param code what programs act upon; never changes its meaning
 * @param detail what people read: the value, what was expected, and what to do
 * @param retryAfterSeconds after how long to try again, or 0 where trying again will not help
 * @param errors the rows that were wrong, where the request had rows
 * @param members further members of the answer
 */
record Problem(
        int status,
        String code,
        String detail,
        int retryAfterSeconds,
        List<RowError> errors,
        Map<String, Object> members) {
    static final String CONTENT_TYPE = "application/problem+json";

    Problem(int status, String code, String detail) {
        this(status, code, detail, 0, List.of(), Map.of());
    }

    Problem retryAfter(int seconds) {
        return new Problem(status, code, detail, seconds, errors, members);
    }

    /** Whether the fault is in here, not in the request and not in there being too much to do. */
    boolean isOurs() {
        return status == 500;
    }

    byte[] json(String instance) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("type", "about:blank");
            json.writeStringProperty("title", StatusCodes.getReason(status));
            json.writeNumberProperty("status", status);
            json.writeStringProperty("detail", detail);
            json.writeStringProperty("code", code);
            json.writeStringProperty("instance", instance);
            writeMembers(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Writes what this problem alone has: its further members, and the rows. */
    void writeMembers(JsonGenerator json) {
        members.forEach((name, value) -> write(json, name, value));
        if (!errors.isEmpty()) {
            writeErrors(json, errors);
        }
    }

    /** Writes the member {@code errors}, here and in answers that list rows which were left out. */
    static void writeErrors(JsonGenerator json, List<RowError> errors) {
        json.writeName("errors");
        json.writeStartArray();
        for (RowError error : errors) {
            json.writeStartObject();
            json.writeNumberProperty("row", error.row());
            if (error.line() > 0) {
                json.writeNumberProperty("line", error.line());
            }
            if (error.field() != null) {
                json.writeStringProperty("field", error.field());
            }
            json.writeStringProperty("code", error.code());
            json.writeStringProperty("detail", error.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String name, Object value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else if (value instanceof Number number) {
            json.writeNumberProperty(name, number.longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBooleanProperty(name, flag);
        } else {
            json.writeStringProperty(name, value.toString());
        }
    }
}
