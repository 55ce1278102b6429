package io.tapedeck.server;

import java.util.List;

/** Stands where ticks are taken on a server that only reads a tape, and refuses them. Any thread. */
final class ReadOnlyRoute implements Route {
    private final List<String> parameters;

    /**
     * The route.
     *
     * @param parameters those of the route that would take the ticks, so that the refusal is not about one of them
     */
    ReadOnlyRoute(List<String> parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> parameters() {
        return parameters;
    }

    @Override
    public void answer(Call call) {
        throw new ProblemException(
                403, "read_only", "this server only reads: send ticks to the server that owns the data directory");
    }
}
