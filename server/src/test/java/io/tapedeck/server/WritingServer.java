package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import io.tapedeck.server.Workers.Pool;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real journal with the writing route in front of it, over a real socket, and a client for it. */
final class WritingServer implements AutoCloseable {
    static final EpochClock CLOCK = () -> Taken.NOW;
    private static final JsonMapper JSON = new JsonMapper();

    /** An answer with its JSON. */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> response) {
        String code() {
            return json.path("code").asString(null);
        }

        /** The code of the first row that was listed. */
        String rowCode() {
            return json.path("errors").path(0).path("code").asString(null);
        }
    }

    final Journal journal;
    volatile boolean stuck;
    final List<State> awaited = new ArrayList<>();
    private final Workers workers = new Workers();
    private final Undertow undertow;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    WritingServer(Path directory) {
        journal = Journal.open(JournalConfig.defaults(directory).withClock(CLOCK));
        Acks acks = (state, seq, deadline) -> {
            awaited.add(state);
            if (stuck) {
                throw new QueryException(QueryException.Code.TIMEOUT, "no sync came");
            }
        };
        BodyRecorder recorder = new BodyRecorder(
                journal.capture(),
                keyedWrites(),
                new SeenIds(journal),
                acks,
                new Metrics(),
                CLOCK,
                Taken.MAX_BODY_BYTES,
                RowDefaults.MAX_FUTURE_NANOS);
        LineRoute line = new LineRoute(recorder, new Metrics(), LinePrecision.NS);
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(new Front(
                        Door.open(ServerConfig.defaults()),
                        new Routing()
                                .add("POST", "/v1/ticks", Pool.GENERAL, new TicksRoute(recorder))
                                .add("POST", "/write", Pool.GENERAL, line),
                        workers,
                        Taken.MAX_BODY_BYTES))
                .build();
        undertow.start();
        int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        address = URI.create("http://127.0.0.1:" + port);
    }

    /** With a writer that never applies anything, so that all keys stay known before it. */
    private static KeyedWrites keyedWrites() {
        KeyHistory nothing = new KeyHistory() {
            @Override
            public KeyedRequest find(RequestHash key, Deadline deadline) {
                return null;
            }

            @Override
            public long appliedSeq() {
                return 0;
            }

            @Override
            public boolean awaitApplied(long seq, long timeoutNanos) {
                return seq <= 0;
            }
        };
        return new KeyedWrites(nothing, CLOCK, 0);
    }

    URI address() {
        return address;
    }

    Answer post(String query, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/v1/ticks" + query))
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new AssertionError(
                    "no answer to " + query + " with " + new String(body, 0, Math.min(500, body.length)), e);
        } catch (InterruptedException e) {
            throw new JournalException(JournalException.Code.IO, "interrupted", e);
        }
    }

    @Override
    public void close() {
        undertow.stop();
        workers.close();
        journal.close();
    }
}
