package io.tapedeck.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/owner/stop}: asks this process to end in order, with its key or, on a server with tokens, one
 * with the scope admin. The key goes into a header of its own, which no page in a
 * browser may send to another site, and which no proxy logs.
 */
final class OwnerStopRoute implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerStopRoute.class);
    static final String KEY = "Tapedeck-Stop-Key";

    private final StopKey key;
    private final Runnable onStop;

    OwnerStopRoute(StopKey key, Runnable onStop) {
        this.key = key;
        this.onStop = onStop;
    }

    @Override
    public void answer(Call call) {
        if (!call.isByAdmin() && !key.is(call.header(KEY))) {
            throw new ProblemException(
                    403,
                    "bad_stop_key",
                    (call.header(KEY) == null ? "the header " + KEY + " is missing" : "the key is not this process's")
                            + ": it is the content of tapedeck.stop in the data directory, new at every start");
        }
        LOG.info(
                "asked to end by someone who has {}",
                call.isByAdmin() ? "a token with the scope admin" : "the key in tapedeck.stop");
        call.json(202, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("stopping", true);
            json.writeNumberProperty("pid", ProcessHandle.current().pid());
            json.writeEndObject();
        });
        onStop.run(); // the closing that follows lets this answer go out first
    }
}
