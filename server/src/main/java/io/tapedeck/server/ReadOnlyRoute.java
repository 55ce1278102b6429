package io.tapedeck.server;

import java.util.List;

/** Stands where a server that only reads a tape has nothing to offer, and refuses. Any thread. */
final class ReadOnlyRoute implements Route {
    private final List<String> parameters;
    private final String advice;

    /**
     * The route.
     *
     * @param parameters those of the route that would take the ticks, so that the refusal is not about one of them
     */
    ReadOnlyRoute(List<String> parameters) {
        this(parameters, "send ticks to the server that owns the data directory");
    }

    private ReadOnlyRoute(List<String> parameters, String advice) {
        this.parameters = parameters;
        this.advice = advice;
    }

    /** The same in the place of a live stream. */
    static ReadOnlyRoute live(List<String> parameters) {
        return new ReadOnlyRoute(parameters, "live streams come from the server that owns the data directory");
    }

    /** The same in the place of positions and alerts. */
    static ReadOnlyRoute positions(List<String> parameters) {
        return new ReadOnlyRoute(
                parameters,
                "positions and alerts are kept by the server that owns the data directory; its tape has them");
    }

    @Override
    public List<String> parameters() {
        return parameters;
    }

    @Override
    public void answer(Call call) {
        throw new ProblemException(403, "read_only", "this server only reads: " + advice);
    }
}
