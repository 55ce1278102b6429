package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code GET /udf/time}: the server's clock in seconds, as a bare number. */
final class UdfTimeReading implements Route {
    private final Reading reading;

    UdfTimeReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) {
        String seconds = Long.toString(TimeUnit.NANOSECONDS.toSeconds(reading.now()));
        call.send(200, "text/plain; charset=utf-8", seconds.getBytes(StandardCharsets.US_ASCII));
    }
}
