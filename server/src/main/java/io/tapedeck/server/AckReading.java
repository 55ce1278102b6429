package io.tapedeck.server;

import io.tapedeck.query.Deadline;

/** {@code GET /v1/ack/{seq}}: how far a tick has come. */
final class AckReading implements Route {
    private final States states;

    /** Tells a tick's state by its number. Any thread. */
    @FunctionalInterface
    interface States {
        /** The state: appended, synced, committed, lost or unknown. */
        String of(long seq, Deadline deadline);
    }

    /**
     * The route.
     *
     * @param states tells a tick's state
     */
    AckReading(States states) {
        this.states = states;
    }

    @Override
    public void answer(Call call) {
        long seq = seq(call.pathValue("seq"));
        String state = states.of(seq, call.deadline());
        call.json(200, json -> {
            json.writeStartObject();
            json.writeNumberProperty("seq", seq);
            json.writeStringProperty("state", state);
            json.writeEndObject();
        });
    }

    private static long seq(String text) {
        try {
            long seq = Long.parseLong(text);
            if (seq > 0) {
                return seq;
            }
        } catch (NumberFormatException e) {
            throw Params.bad("seq", text, "the number of a tick, from 1");
        }
        throw Params.bad("seq", text, "the number of a tick, from 1");
    }
}
