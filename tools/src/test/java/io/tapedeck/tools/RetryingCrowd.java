package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of a server that may die, start and move at any moment, for integration tests. Each writes request after request,
 * with a key of its own for each, and sends it again as it was until it is answered: over refused and broken connections,
 * over answers that it did not wait for, and now and then for no reason. Ticks are trades whose ids tell client, request and
 * place. What a client was told of a request is kept; two answers that differ are an error. Closing it ends them.
 */
final class RetryingCrowd implements AutoCloseable {
    private static final List<String> ACKS = List.of("accepted", "appended", "appended", "synced", "committed");
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    /**
     * What a client was told of a request.
     *
     * @param ids the ids of its trades, in order
     * @param firstSeq the number of the first
     * @param lastSeq the number of the last
     */
    record Told(List<String> ids, long firstSeq, long lastSeq) {}

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Supplier<String> address;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    final Map<String, Told> told = new ConcurrentHashMap<>(); // by key
    final Queue<String> errors = new ConcurrentLinkedQueue<>();
    final AtomicLong sentAgain = new AtomicLong();
    final AtomicLong replayed = new AtomicLong();

    /**
     * Starts them.
     *
     * @param clients how many
     * @param seed decides what they send
     * @param address where the server answers at this moment, as far as is known
     */
    RetryingCrowd(int clients, long seed, Supplier<String> address) {
        this.address = address;
        for (int client = 0; client < clients; client++) {
            int number = client;
            Random random = new Random(seed + number);
            Thread thread = new Thread(() -> write(number, random), "client-" + number);
            threads.add(thread);
            thread.start();
        }
    }

    private void write(int client, Random random) {
        try {
            for (int request = 0; !ended && errors.isEmpty(); request++) {
                writeOne(client + "-" + request, "S" + client, random);
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            errors.add(Thread.currentThread().getName() + ": " + e);
        }
    }

    private void writeOne(String key, String symbol, Random random) throws InterruptedException {
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 20);
        List<String> ids = new ArrayList<>();
        StringBuilder csv = new StringBuilder("symbol,price,size,id\n");
        for (int i = 0; i < count; i++) {
            ids.add(key + "-" + i);
            csv.append(symbol).append(',').append(100 + i % 7).append(".5,1,");
            csv.append(ids.get(i)).append('\n');
        }
        boolean patient = random.nextInt(10) > 0;
        for (int tries = 0; !told.containsKey(key) || random.nextInt(8) == 0; tries++) {
            sentAgain.addAndGet(tries == 0 ? 0 : 1);
            String ack = ACKS.get(random.nextInt(ACKS.size()));
            Duration timeout = patient || tries > 5 ? Duration.ofSeconds(15) : Duration.ofMillis(1 + tries);
            if (!send(key, ids, csv.toString(), ack, timeout)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Returns whether it was answered, well or not. */
    private boolean send(String key, List<String> ids, String csv, String ack, Duration timeout)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.get() + "/v1/ticks?ack=" + ack))
                .timeout(timeout)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(csv))
                .build();
        HttpResponse<String> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return false; // refused, broken, or not waited for
        }
        if (List.of(429, 503, 504).contains(answer.statusCode())) {
            return false;
        }
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        if (answer.statusCode() / 100 != 2 || json.path("recorded").asInt() != ids.size()) {
            throw new AssertionError(key + ": " + answer.statusCode() + " " + answer.body());
        }
        if (answer.headers().firstValue("Idempotent-Replayed").isPresent()) {
            replayed.incrementAndGet();
        }
        if (answer.statusCode() == 200) {
            keep(
                    key,
                    new Told(
                            ids,
                            json.path("first_seq").asLong(),
                            json.path("last_seq").asLong()));
        }
        return true;
    }

    private void keep(String key, Told now) {
        Told before = told.putIfAbsent(key, now);
        if (before != null && !before.equals(now)) {
            throw new AssertionError(key + " was told two things: " + before + ", then " + now);
        }
    }

    /** Ends each client behind the answer to what it is sending; the server must be there for that. */
    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(1).toMillis());
            assertThat(thread.isAlive())
                    .as(thread.getName() + " is not answered")
                    .isFalse();
        }
    }

    @Override
    public void close() {
        ended = true;
        threads.forEach(Thread::interrupt);
    }
}
