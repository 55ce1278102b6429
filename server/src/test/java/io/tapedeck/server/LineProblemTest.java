package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalException;
import io.tapedeck.server.Workers.Pool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of the line protocol is told when the server cannot take its points. */
class LineProblemTest {
    private static HttpResponse<String> refused(RuntimeException thrown) {
        Routing routing = new Routing().add("POST", "/write", Pool.GENERAL, call -> {
            throw thrown;
        });
        try (HttpServer server =
                new HttpServer(routing, new ServerConfig("localhost", 0, 1000), new Metrics(), () -> {})) {
            return new Client(server.address()).post("/write", "text/plain", "t,symbol=A price=1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BUSY, 429, too many requests, 1",
        "DISK_FULL, 507, unavailable, 5",
        "STOPPED, 503, unavailable, 5",
        "TOO_MANY_SYMBOLS, 422, unprocessable entity, ",
        "IO, 500, internal error, ",
    })
    void tellsWhenToTryAgainInWholeSeconds(
            JournalException.Code thrown, int status, String code, String retryAfterSeconds) {
        HttpResponse<String> response = refused(new JournalException(thrown, "why"));
        LineRouteTest.assertRefused(response, status, code);
        assertThat(response.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfterSeconds);
    }

    @Test
    void aFaultInHereTellsNothingOfItself() {
        HttpResponse<String> response = refused(new IllegalStateException("an inner secret"));
        assertThat(LineRouteTest.assertRefused(response, 500, "internal error")
                        .path("message")
                        .asString())
                .contains("its log has the cause")
                .doesNotContain("secret");
    }
}
