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

/** Exports from a running server: its answer is the file. An answer that breaks off is an error. One thread. */
final class HttpExport implements ExportSource {
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
        HttpRequest request = HttpClients.request(HttpClients.route(server, route(query)), token)
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    String refusal = HttpClients.refusal(answer.statusCode(), body.readNBytes(1 << 16));
                    throw CommandException.failed(server + " refused: " + refusal);
                }
                return copy(body, out) - (query.format() == ExportQuery.Format.CSV ? 1 : 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + server + " was asked");
        }
    }

    private static String route(ExportQuery query) {
        String kind = query.kind().plural();
        String format = query.format() == ExportQuery.Format.CSV ? "csv" : "ndjson";
        StringBuilder route = new StringBuilder("/v1/" + kind + "?format=" + format)
                .append("&symbol=")
                .append(URLEncoder.encode(query.symbol(), StandardCharsets.UTF_8))
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
