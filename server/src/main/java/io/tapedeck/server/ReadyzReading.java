package io.tapedeck.server;

import io.tapedeck.server.Health.Finding;
import io.tapedeck.server.Health.Readiness;
import io.tapedeck.server.Health.State;
import java.util.List;
import java.util.Locale;

/** {@code GET /readyz}: whether traffic may come; 503 while the tape catches up, and when a part has stopped. */
final class ReadyzReading implements Route {
    private final Health health;

    ReadyzReading(Health health) {
        this.health = health;
    }

    @Override
    public List<String> parameters() {
        return List.of("verbose");
    }

    @Override
    public void answer(Call call) {
        Readiness readiness = health.readiness();
        Finding finding = health.finding();
        if (finding.state() == State.FAILED) {
            throw new ProblemException(503, "failed", String.join("; ", finding.reasons()));
        }
        if (!readiness.ready()) {
            throw catchingUp(readiness);
        }
        boolean verbose = call.params().flag("verbose");
        call.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("ready", true);
            if (verbose) {
                json.writeNumberProperty("lag_ticks", readiness.lagTicks());
                json.writeStringProperty("state", finding.state().name().toLowerCase(Locale.ROOT));
                json.writeName("reasons");
                json.writeStartArray();
                finding.reasons().forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    private static ProblemException catchingUp(Readiness readiness) {
        Long estimate = readiness.estimateSeconds();
        return new ProblemException(
                        503,
                        "catching_up",
                        "the tape catches up with the journal: " + readiness.lagTicks() + " ticks to go"
                                + (estimate == null ? "" : ", about " + estimate + " s"))
                .with("lag_ticks", readiness.lagTicks())
                .with("estimate_s", estimate)
                .withRetryAfter(estimate == null ? 1 : (int) Math.min(60, estimate));
    }
}
