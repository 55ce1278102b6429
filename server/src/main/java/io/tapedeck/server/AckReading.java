package io.tapedeck.server;

import java.util.function.LongFunction;

/** {@code GET /v1/ack/{seq}}: how far a tick has come. */
final class AckReading implements Route {
    private final LongFunction<String> states;

    /**
     * The route.
     *
     * @param states tells a tick's state by its number: appended, synced, committed, lost or unknown
     */
    AckReading(LongFunction<String> states) {
        this.states = states;
    }

    @Override
    public void answer(Call call) {
        long seq = seq(call.pathValue("seq"));
        String state = states.apply(seq);
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
