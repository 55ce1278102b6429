package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The routes that change positions: each reads a small JSON object and answers with the position that came of it. Many threads. */
final class PositionRoute implements Route {
    static final List<String> PARAMETERS = List.of("time", "numbers");

    static final int MAX_BODY_BYTES = 64 << 10;

    private final Action action;

    /** What a route does with a position, of which the path names the id or the ref. */
    @FunctionalInterface
    interface Action {
        PositionReport of(String named, DeskFields fields, IdempotencyKey key, Deadline deadline);
    }

    PositionRoute(Action action) {
        this.action = action;
    }

    @Override
    public List<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public void answer(Call call) {
        String body = SmallBody.text(call, MAX_BODY_BYTES, "send one object");
        String named = call.pathValue("id") == null ? call.pathValue("ref") : call.pathValue("id");
        PositionReport report = action.of(named, DeskFields.json(body), key(call, named, body), call.deadline());
        if (report.repeat()) {
            call.setHeader("Idempotent-Replayed", "true");
        }
        call.json(report.created() ? 201 : 200, report.json(call.time(), call.numbers()));
    }

    /** The key of a call, with the hash of what it asks; null where there is none. */
    static IdempotencyKey key(Call call, String named, String body) {
        String text = IdempotencyKey.text(call);
        if (text == null) {
            return null;
        }
        List<String> meaning = Arrays.asList(call.routeName(), named); // which may be null
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return IdempotencyKey.of(text, meaning, bytes, 0, bytes.length);
    }
}
