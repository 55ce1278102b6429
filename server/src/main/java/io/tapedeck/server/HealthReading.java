package io.tapedeck.server;

import io.tapedeck.server.Health.Finding;
import java.util.Locale;

/** {@code GET /health}: how all fares, in figures and in words. */
final class HealthReading implements Route {
    private final Health health;

    HealthReading(Health health) {
        this.health = health;
    }

    @Override
    public void answer(Call call) {
        Finding finding = health.finding();
        call.json(200, json -> {
            json.writeStartObject();
            json.writeStringProperty("state", finding.state().name().toLowerCase(Locale.ROOT));
            json.writeName("reasons");
            json.writeStartArray();
            finding.reasons().forEach(json::writeString);
            json.writeEndArray();
            json.writeStringProperty("version", Version.text());
            health.print(json);
            json.writeEndObject();
        });
    }
}
