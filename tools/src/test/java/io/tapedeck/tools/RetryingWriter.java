package io.tapedeck.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that writes trades of one symbol, numbered in their ids from 0. Each request has a key of its own and is repeated
 * under it until it is acknowledged, whatever became of its server meanwhile. One thread runs it; any may look and stop it.
 */
final class RetryingWriter implements Runnable {
    private static final long FIRST_TS_NANOS = 1_795_000_000_000_000_000L;
    private static final int MAX_TICKS = 40;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** What says "not now": nothing of the request, or all of it, is recorded. */
    private static final Set<Integer> TRY_AGAIN = Set.of(429, 503, 504);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String symbol;
    private final String ack;
    private final Random random;
    private final Outage outage;
    private volatile boolean stopped;
    private volatile long acknowledged;
    private volatile long lastSeq;
    private volatile long repeats;
    private volatile Throwable failure;

    RetryingWriter(URI server, String symbol, String ack, long seed, Outage outage) {
        this.server = server;
        this.symbol = symbol;
        this.ack = ack;
        random = new Random(seed);
        this.outage = outage;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                int ticks = 1 + random.nextInt(MAX_TICKS);
                send(ticks);
                acknowledged += ticks;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException | RuntimeException | AssertionError | InterruptedException e) {
            failure = e;
        }
    }

    private void send(int ticks) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/ticks?ack=" + ack))
                .timeout(PATIENCE)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body(ticks)))
                .build();
        long giveUpNanos = System.nanoTime() + GIVE_UP_NANOS;
        while (!isAcknowledged(request, ticks)) {
            if (System.nanoTime() - giveUpNanos > 0) {
                throw new AssertionError("no server took a request of " + symbol + " within two minutes");
            }
            repeats++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean isAcknowledged(HttpRequest request, int ticks) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = client.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            outage.refused();
            return false;
        } catch (IOException e) {
            return false; // cut off: whether it was recorded is what the key is for
        }
        if (TRY_AGAIN.contains(answer.statusCode())) {
            return false;
        }
        JsonNode told = JsonMapper.shared().readTree(answer.body());
        long first = told.path("first_seq").asLong(0);
        long last = told.path("last_seq").asLong(0);
        if (answer.statusCode() != 200 || told.path("recorded").asInt(0) != ticks || last - first + 1 != ticks) {
            throw new AssertionError(ticks + " ticks of " + symbol + ": " + answer.statusCode() + " " + answer.body());
        }
        lastSeq = last;
        outage.answered();
        return true;
    }

    private String body(int ticks) {
        StringBuilder csv = new StringBuilder("symbol,ts,price,size,id\n");
        for (long n = acknowledged; n < acknowledged + ticks; n++) {
            csv.append(symbol).append(',').append(FIRST_TS_NANOS + n * 1_000_000);
            csv.append(',').append(1 + n % 1000).append(",1,").append(n).append('\n');
        }
        return csv.toString();
    }

    /** Ends it behind the request that it is at. */
    void stop() {
        stopped = true;
    }

    String symbol() {
        return symbol;
    }

    /** How many ticks were acknowledged: their ids are 0 and so on. */
    long acknowledged() {
        return acknowledged;
    }

    /** The last number that was given. */
    long lastSeq() {
        return lastSeq;
    }

    /** How often a request was sent again. */
    long repeats() {
        return repeats;
    }

    /** What ended it before its time, or null. */
    Throwable failure() {
        return failure;
    }
}
