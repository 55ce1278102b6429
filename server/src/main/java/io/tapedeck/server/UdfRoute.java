package io.tapedeck.server;

import java.io.IOException;
import java.util.Set;

/**
 * A route of TradingView's UDF protocol, which its charting libraries ask. Their client reads {@code s} and {@code errmsg} of an
 * error, so errors here have these beside the usual status. Any thread.
 */
abstract class UdfRoute implements Route {
    @Override
    public final Set<Format> formats() {
        return Set.of(Format.JSON);
    }

    @Override
    public final void answer(Call call) throws IOException {
        try {
            udf(call);
        } catch (RuntimeException e) {
            Problem problem = ProblemTable.problem(e);
            if (problem.isOurs()) {
                throw e; // it belongs into the log, where the front brings it
            }
            if (problem.retryAfterSeconds() > 0) {
                call.setHeader("Retry-After", Integer.toString(problem.retryAfterSeconds()));
            }
            call.json(problem.status(), json -> {
                json.writeStartObject();
                json.writeStringProperty("s", "error");
                json.writeStringProperty("errmsg", problem.detail());
                json.writeEndObject();
            });
        }
    }

    /** Answers, or throws what {@link ProblemTable} knows. */
    abstract void udf(Call call) throws IOException;
}
