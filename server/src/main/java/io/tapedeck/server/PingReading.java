package io.tapedeck.server;

import java.util.Set;

/** {@code GET /ping}: what clients of InfluxDB ask whether it is there, and by its header which version it has. */
final class PingReading implements Route {
    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) {
        call.setHeader("X-Influxdb-Version", Version.text());
        call.setHeader("X-Influxdb-Build", "Tapedeck");
        call.end(204);
    }
}
