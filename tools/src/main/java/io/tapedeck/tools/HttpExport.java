package io.tapedeck.tools;

import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exports from a running server: its answer is the file. An answer that breaks off is an error. One thread. */
final class HttpExport implements ExportPlace {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BUFFER_BYTES = 1 << 16;

    private final URI server;
    private final String token;
    private final HttpClient client;

    /**
     * A source.
     *
     * @param server the server
     * @param token the token to show to it, or null
     * @param client talks to it
     */
    HttpExport(URI server, String token, HttpClient client) {
        this.server = server;
        this.token = token;
        this.client = client;
    }

    @Override
    public long write(ExportQuery query, OutputStream out) throws IOException {
        try (InputStream body = body(route(query) + "&format=" + query.format().ending() + "&numbers="
                + query.numbers().name().toLowerCase(Locale.ROOT))) {
            if (query.format().table() != null) {
                body.transferTo(out);
                return NOT_COUNTED;
            }
            return copy(body, out) - (query.format() == ExportQuery.Format.CSV ? 1 : 0);
        }
    }

    /** The body of an answer of 200. */
    private InputStream body(String route) throws IOException {
        HttpRequest request =
                HttpClients.request(HttpClients.route(server, route), token).build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            try (InputStream body = answer.body()) {
                String refusal = HttpClients.refusal(answer.statusCode(), body.readNBytes(1 << 16));
                throw CommandException.failed(server + " refused: " + refusal);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + server + " was asked");
        }
    }

    private static String route(ExportQuery query) {
        StringBuilder route = new StringBuilder("/v1/" + query.kind().plural())
                .append("?symbol=")
                .append(encoded(query.symbol()))
                .append("&from=")
                .append(epoch(query.fromNanos()));
        if (query.toNanos() != Long.MAX_VALUE) {
            route.append("&to=").append(epoch(query.toNanos()));
        }
        if (query.kind() == ExportQuery.Kind.CANDLE) {
            route.append("&interval=").append(query.intervalSeconds()).append('s');
        }
        return route.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public List<String> symbols(String selection) throws IOException {
        return rows("/v1/symbols?format=ndjson&symbol=" + encoded(selection)).stream()
                .map(row -> row.path("symbol").asString())
                .toList();
    }

    @Override
    public long firstNanos(ExportQuery query) throws IOException {
        List<JsonNode> first = rows(route(query) + "&format=ndjson&time=ns&limit=1");
        return first.isEmpty() ? Long.MAX_VALUE : first.get(0).path("ts").asLong();
    }

    /** The rows of a short answer. */
    private List<JsonNode> rows(String route) throws IOException {
        try (InputStream body = body(route)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
    }

    @Override
    public void close() {
        // The client is its maker's, and each answer was closed.
    }

    /** A time that is read as it is meant however small it is: numbers are taken for seconds below 10^11. */
    private static String epoch(long nanos) {
        return Times.text(nanos, Times.Style.ISO);
    }

    private static long copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long lines = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            out.write(buffer, 0, read);
        }
        return lines;
    }
}
