package io.tapedeck.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of server-sent events that reads them as the standard says. One thread reads; another may close it. */
final class EventStream implements AutoCloseable {
    /** An event; its id is the last one that was sent. */
    record Event(String id, String kind, String data) {}

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int MAX_HEARTBEATS = 8; // two minutes

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private String lastId = "";
    private int heartbeats; // in a row
    private int retryMillis;

    private EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    static EventStream open(URI address, String query, String... headers) throws IOException, InterruptedException {
        return open(CLIENT, address, query, headers);
    }

    static EventStream open(HttpClient client, URI address, String query, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/v1/stream" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new EventStream(client.send(request.build(), BodyHandlers.ofInputStream()));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    int retryMillis() {
        return retryMillis;
    }

    /**
     * The next event, or null at the end of the stream. Reading cannot be interrupted: it is by heartbeats that a test ends which waits in
     * vain.
     */
    Event next() throws IOException {
        Event event = read();
        heartbeats = event != null && event.kind().equals("heartbeat") ? heartbeats + 1 : 0;
        if (heartbeats > MAX_HEARTBEATS) {
            throw new IOException("nothing but heartbeats comes behind " + lastId);
        }
        return event;
    }

    private Event read() throws IOException {
        String kind = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && data.length() > 0) {
                return new Event(lastId, kind, data.toString());
            }
            int colon = line.indexOf(": ");
            String value = line.substring(colon + 2);
            switch (line.substring(0, Math.max(0, colon))) {
                case "id" -> lastId = value;
                case "event" -> kind = value;
                case "data" -> data.append(value);
                case "retry" -> retryMillis = Integer.parseInt(value);
                default -> throw new IOException("no line of an event: " + line);
            }
        }
        return null;
    }

    /** The next event of a kind; those of other kinds are passed over. */
    Event next(String kind) throws IOException {
        Event event = next();
        while (event != null && !event.kind().equals(kind)) {
            event = next();
        }
        return event;
    }

    /** The next ticks, events, candles and gaps: what is not of the stream itself. */
    List<Event> next(int count) throws IOException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            Event next = next();
            if (!next.kind().equals("hello") && !next.kind().equals("heartbeat")) {
                events.add(next);
            }
        }
        return events;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            // it ends in any case
        }
    }
}
