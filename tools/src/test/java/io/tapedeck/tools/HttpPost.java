package io.tapedeck.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Sends a body to a server, for tests. */
final class HttpPost {
    private HttpPost() {}

    /** Sends NDJSON and returns what was answered. */
    static String ndjson(URI server, String body) throws IOException, InterruptedException {
        return HttpClients.open()
                .send(
                        HttpRequest.newBuilder(HttpClients.route(server, "/v1/ticks"))
                                .header("Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
