package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of one server, for integration tests: four that write trades at a given rate, and two that read, all the while. None
 * retries: each answer that is not what it should be is kept as an error. Closing it ends them.
 */
final class Crowd implements AutoCloseable {
    private static final int WRITERS = 4;
    private static final List<String> READS = List.of(
            "/v1/latest?symbol=S1,S2",
            "/v1/trades?symbol=S1&last=100",
            "/v1/candles?symbol=S2&interval=1m&limit=10",
            "/v1/stats?symbol=S1",
            "/v1/symbols?limit=10");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String address;
    private final List<Thread> writers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger nextRequest = new AtomicInteger();

    final Queue<String> errors = new ConcurrentLinkedQueue<>();
    final AtomicLong ticksWritten = new AtomicLong();
    final AtomicLong reads = new AtomicLong();

    Crowd(String address) {
        this.address = address;
    }

    /** Starts the writers: so many requests of so many trades, one every so often, or as fast as the server takes them. */
    void write(int requests, int ticks, int symbols, Duration every) {
        long startNanos = System.nanoTime();
        for (int i = 0; i < WRITERS; i++) {
            start(writers, () -> {
                int request = nextRequest.getAndIncrement();
                if (request >= requests) {
                    return false;
                }
                long dueNanos = startNanos + every.toNanos() * request;
                LockSupport.parkNanos(Math.max(0, dueNanos - System.nanoTime()));
                post(rows(request, ticks, symbols));
                ticksWritten.addAndGet(ticks);
                return true;
            });
        }
    }

    void read() {
        for (int i = 0; i < 2; i++) {
            start(readers, () -> {
                String path = READS.get((int) (reads.getAndIncrement() % READS.size()));
                HttpResponse<String> answer = send(request(path).GET());
                if (answer.statusCode() != 200) {
                    errors.add(path + ": " + answer.statusCode() + " " + answer.body());
                }
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                return true;
            });
        }
    }

    private interface Step {
        boolean run() throws Exception;
    }

    private void start(List<Thread> threads, Step step) {
        Thread thread = new Thread(() -> {
            try {
                while (!ended.get() && step.run()) {
                    // the step does it all
                }
            } catch (Exception | AssertionError e) {
                errors.add(e.toString());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private static String rows(int request, int ticks, int symbols) {
        StringBuilder rows = new StringBuilder("symbol,price,size\n");
        for (int i = 0; i < ticks; i++) {
            int n = request * ticks + i;
            rows.append('S')
                    .append(n % symbols)
                    .append(',')
                    .append(100 + n % 97)
                    .append(".25,");
            rows.append(1 + n % 13).append('\n');
        }
        return rows.toString();
    }

    void post(String rows) throws Exception {
        HttpResponse<String> answer = post(rows, "appended");
        if (answer.statusCode() != 200) {
            errors.add("POST: " + answer.statusCode() + " " + answer.body());
        }
    }

    HttpResponse<String> post(String rows, String ack) throws Exception {
        return send(request("/v1/ticks?ack=" + ack)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(rows)));
    }

    JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until all is written. */
    void awaitWritten() throws InterruptedException {
        join(writers);
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(5).toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Ends all clients, each behind the answer that it waits for. */
    void end() {
        ended.set(true);
        try {
            join(writers);
            join(readers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
