package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Records the ticks of a WebSocket's message just as {@code POST /v1/ticks} would, and makes the answer. A worker. */
final class WsTicks {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The ticks of a message as a body. */
    private record Ticks(byte[] json, String key, Deadline deadline) implements Incoming {
        @Override
        public String header(String name) {
            return name.equals(IdempotencyKey.HEADER) ? key : null;
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(json);
        }
    }

    private WsTicks() {}

    /** Records, and returns the object that the client is told. */
    static byte[] record(BodyRecorder recorder, WsMessage message) {
        try {
            RowErrors errors = new RowErrors();
            Ticks ticks = new Ticks(message.ticks(), message.key(), Deadline.in(DEADLINE_NANOS));
            RowDefaults defaults = recorder.defaults(Params.none());
            BodyRecorder.Order order = new BodyRecorder.Order(
                    RowSource.WEBSOCKET,
                    message.ack(),
                    message.partial(),
                    message.dedup(),
                    Arrays.asList(message.partial() ? "true" : null, null, null, null), // as POST /v1/ticks has it
                    (body, target, bad) -> new TickDecoder(target, defaults, bad, message.partial())
                            .decode(body, BodyForm.JSON, false));
            Recorded recorded = recorder.record((Incoming) ticks, order, errors);
            return WsAnswer.ack(message, recorded, errors);
        } catch (IOException | RuntimeException e) {
            return WsAnswer.error(message, ProblemTable.problem(e));
        }
    }
}
