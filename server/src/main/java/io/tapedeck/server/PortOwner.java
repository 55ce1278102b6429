package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds out who answers at a port that is taken, by asking it. Stateless. */
final class PortOwner {
    private static final int TIMEOUT_MS = 700;
    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private PortOwner() {}

    /** Who has the port, in words: a Tapedeck with its process and directory, or another program. */
    static String words(URI address) {
        JsonNode owner = health(address).path("owner");
        return owner.path("pid").isNumber()
                ? "a Tapedeck (process " + owner.path("pid").asLong() + ") that records into "
                        + owner.path("data").asString("another directory")
                : "another program";
    }

    private static JsonNode health(URI address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) address.resolve("/health").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            try (InputStream in = connection.getInputStream()) {
                return JsonMapper.shared().readTree(in.readNBytes(MAX_ANSWER_BYTES));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | JacksonException e) {
            return JsonMapper.shared().nullNode(); // it speaks something else, or nothing
        }
    }
}
