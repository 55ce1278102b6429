package io.tapedeck.tools;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A feed over HTTP that waits for each acknowledgement ("appended") before it sends on, and knows the longest time between
 * two. It owns its thread, which {@link #end} waits for and {@link #close} lets end.
 */
final class ExportFeed implements AutoCloseable {
    static final String SYMBOL = "FEED";

    private static final int ROWS = 20;
    private static final long PAUSE_NANOS = 2_000_000;

    private final URI ticks;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Thread thread = new Thread(this::run, "export-feed");
    private volatile boolean ended;
    private volatile long recorded;
    private volatile Throwable failure;

    ExportFeed(URI server) {
        ticks = server.resolve("/v1/ticks");
    }

    void start() {
        thread.start();
    }

    private void run() {
        String body = ("{\"symbol\":\"" + SYMBOL + "\",\"price\":1.5,\"size\":2}\n").repeat(ROWS);
        HttpRequest request = HttpRequest.newBuilder(ticks)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long lastNanos = System.nanoTime();
        try {
            while (!ended) {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(answer.body());
                }
                recorded += ROWS;
                long nowNanos = System.nanoTime();
                longestNanos.accumulateAndGet(nowNanos - lastNanos, Math::max);
                lastNanos = nowNanos;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    /** The longest time between two acknowledgements since this was last asked. */
    long longestNanos() {
        return longestNanos.getAndSet(0);
    }

    /** Ends it and tells how many ticks were acknowledged. */
    long end() throws InterruptedException {
        ended = true;
        thread.join();
        if (failure != null) {
            throw new AssertionError("the feed failed", failure);
        }
        return recorded;
    }

    @Override
    public void close() {
        ended = true;
    }
}
