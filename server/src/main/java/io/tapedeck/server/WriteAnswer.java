package io.tapedeck.server;

import io.tapedeck.journal.State;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** What a client that sent ticks is told. Stateless; any thread. */
final class WriteAnswer {
    private WriteAnswer() {}

    /**
     * Writes the answer.
     *
     * @param json where to
     * @param recorded what was recorded, now or before; appended unless only acceptance was asked for
     * @param dedup whether to tell how many were left out as duplicates
     * @param ack the state that was waited for
     * @param errors the rows that were left out
     */
    static void write(JsonGenerator json, Recorded recorded, boolean dedup, State ack, RowErrors errors) {
        json.writeStartObject();
        writeMembers(json, recorded, dedup, ack, errors);
        json.writeEndObject();
    }

    /** Writes the members of the answer's object. */
    static void writeMembers(JsonGenerator json, Recorded recorded, boolean dedup, State ack, RowErrors errors) {
        Written written = recorded.written();
        boolean numbered = written != null && ack != State.ACCEPTED;
        json.writeNumberProperty("recorded", written == null ? 0 : written.count());
        if (dedup) {
            json.writeNumberProperty("duplicates", recorded.duplicates());
        }
        json.writeNumberProperty("rejected", errors.count());
        seq(json, "first_seq", numbered, numbered ? written.firstSeq() : 0);
        seq(json, "last_seq", numbered, numbered ? written.lastSeq() : 0);
        json.writeStringProperty("state", ack.name().toLowerCase(Locale.ROOT));
        if (errors.count() > 0) {
            Problem.writeErrors(json, errors.listed());
        }
    }

    private static void seq(JsonGenerator json, String name, boolean known, long seq) {
        if (known) {
            json.writeNumberProperty(name, seq);
        } else {
            json.writeNullProperty(name);
        }
    }
}
