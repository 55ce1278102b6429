package io.tapedeck.server;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;

/** {@code GET /metrics}: what is measured, for Prometheus; as OpenMetrics where {@code Accept} asks for it. */
final class MetricsReading implements Route {
    private final Metrics metrics;

    MetricsReading(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) throws IOException {
        ExpositionFormatWriter format = Metrics.format(call.header("Accept"));
        ByteArrayOutputStream body = new ByteArrayOutputStream(16 << 10);
        metrics.write(body, format);
        call.send(200, format.getContentType(), body.toByteArray());
    }
}
