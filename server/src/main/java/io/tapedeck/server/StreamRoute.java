package io.tapedeck.server;

import java.util.List;
import java.util.Set;

/** {@code GET /v1/stream}: live ticks as server-sent events, from any tick on, see {@link LiveStreams}. Many threads. */
final class StreamRoute implements Route {
    static final List<String> PARAMETERS = List.of("symbol", "kind", "after", "tape_id");

    private final LiveStreams streams;

    StreamRoute(LiveStreams streams) {
        this.streams = streams;
    }

    @Override
    public List<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public Set<Format> formats() {
        return Set.of(); // one that is none of the shapes of rows
    }

    @Override
    public void answer(Call call) {
        Params params = call.params();
        StreamRule rule = StreamRule.of(params.text("symbol"), params.text("kind"));
        // A browser asks again with the address that it was given first, and this header.
        String last = call.header("Last-Event-ID");
        boolean resumes = last != null && !last.isBlank();
        StreamRequest request = StreamRequest.of(
                streams,
                resumes ? last : params.text("after"),
                params.text("tape_id"),
                resumes ? "Last-Event-ID" : "after");
        call.setHeader("X-Accel-Buffering", "no"); // a proxy is not to hold frames back
        streams.requireOpen();
        if (call.isHead()) {
            call.setHeader("Content-Type", "text/event-stream").end(200);
            return;
        }
        call.take("text/event-stream", exchange -> SseSubscriber.start(streams, exchange, rule, request.after()));
    }
}
