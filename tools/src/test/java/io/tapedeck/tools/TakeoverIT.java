package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: takeovers in a row lose no tick and record none twice. Method: four clients write and repeat under a key whatever was
 * not acknowledged, while the packaged program takes over from itself again and again; every fifth owner hangs and is killed.
 * In the end each client's ticks are there, each once, and journal and tape agree.
 */
final class TakeoverIT {
    private static final int HANGS_EVERY = 5;
    private static final long PROGRESS_NANOS = TimeUnit.MINUTES.toNanos(2);

    @TempDir
    private Path work;

    @Test
    @Timeout(600)
    void five_takeovers_lose_nothing_and_record_nothing_twice() throws Exception {
        takeOver(5);
    }

    @Test
    @Tag("torture")
    @Timeout(3600)
    void fifty_takeovers_lose_nothing_and_record_nothing_twice() throws Exception {
        takeOver(50);
    }

    private void takeOver(int takeovers) throws Exception {
        long seed = Long.getLong("takeover.seed", System.nanoTime());
        System.out.println("takeover.seed " + seed);
        Random random = new Random(seed);
        int port = Jar.freePort();
        URI server = URI.create("http://127.0.0.1:" + port);
        Outage outage = new Outage();
        List<RetryingWriter> writers = Stream.of("appended", "appended", "synced", "committed")
                .map(ack -> new RetryingWriter(server, "W" + random.nextInt(1 << 30), ack, random.nextLong(), outage))
                .toList();
        List<Thread> threads = writers.stream().map(Thread::new).toList();
        Jar owner = serve(port);
        try {
            banner(owner);
            threads.forEach(Thread::start);
            awaitProgress(writers);
            outage.take();
            long[] refusedMillis = new long[takeovers];
            for (int i = 0; i < takeovers; i++) {
                Jar next = next(owner, port, (i + 1) % HANGS_EVERY == 0);
                owner = next;
                awaitProgress(writers);
                Outage.Seen seen = outage.take();
                refusedMillis[i] = seen.refusedMillis();
                System.out.println("takeover " + (i + 1) + ": connections refused for " + seen.refusedMillis()
                        + " ms, no answer for " + seen.silentMillis() + " ms");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
            }
            tell(refusedMillis, writers);
            writers.forEach(RetryingWriter::stop);
            for (Thread thread : threads) {
                thread.join(PROGRESS_NANOS / 1_000_000);
            }
            for (RetryingWriter writer : writers) {
                check(server, writer, seed);
            }
            Jar.Ended stop = Jar.run(work, "stop");
            assertThat(stop.code()).as(stop.err()).isZero();
            assertThat(owner.exitCode()).isZero();
            Jar.Ended verify = Jar.run(work, "verify");
            assertThat(verify.code()).as(verify.out() + verify.err()).isZero();
        } finally {
            writers.forEach(RetryingWriter::stop);
            owner.close();
        }
    }

    /** Replaces an owner, which hangs or not, and closes it. */
    private Jar next(Jar owner, int port, boolean hangs) throws Exception {
        try (owner) {
            if (hangs) {
                owner.signal("STOP");
            }
            Jar next = serve(port, "--takeover", "--takeover-wait", hangs ? "1s" : "120s");
            try {
                assertThat(banner(next).path("took_over_from").asLong()).isEqualTo(owner.pid());
                assertThat(owner.exitCode()).isEqualTo(hangs ? 128 + 9 : 0);
                return next;
            } catch (Throwable e) {
                next.close();
                throw e;
            }
        }
    }

    private Jar serve(int port, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", String.valueOf(port), "--json"));
        arguments.addAll(List.of(more));
        return Jar.start(work, arguments.toArray(String[]::new));
    }

    private static JsonNode banner(Jar serve) throws IOException {
        String line = serve.firstLine();
        assertThat(line).as(serve.errors()).isNotNull();
        return JsonMapper.shared().readTree(line);
    }

    /** Waits until each client got an answer that it had not got before. */
    private static void awaitProgress(List<RetryingWriter> writers) {
        long untilNanos = System.nanoTime() + PROGRESS_NANOS;
        for (RetryingWriter writer : writers) {
            long before = writer.acknowledged();
            while (writer.acknowledged() == before) {
                assertThat(writer.failure()).isNull();
                assertThat(System.nanoTime() - untilNanos)
                        .as("%s waits for an answer", writer.symbol())
                        .isNegative();
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
        }
    }

    private static void check(URI server, RetryingWriter writer, long seed) throws Exception {
        assertThat(writer.failure()).isNull();
        HttpRequest request = HttpRequest.newBuilder(
                        server.resolve("/v1/trades.csv?symbol=" + writer.symbol() + "&min_seq=" + writer.lastSeq()))
                .build();
        int[] times = new int[Math.toIntExact(writer.acknowledged())];
        HttpResponse<Stream<String>> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (Stream<String> lines = answer.body()) {
            lines.skip(1).forEach(line -> times[Integer.parseInt(line.substring(line.lastIndexOf(',') + 1))]++);
        }
        long missing = Arrays.stream(times).filter(n -> n == 0).count();
        long twice = Arrays.stream(times).filter(n -> n > 1).count();
        assertThat(missing)
                .as("ticks of %s that are missing, seed %d", writer.symbol(), seed)
                .isZero();
        assertThat(twice)
                .as("ticks of %s that are there twice, seed %d", writer.symbol(), seed)
                .isZero();
    }

    private static void tell(long[] refusedMillis, List<RetryingWriter> writers) {
        long[] sorted = refusedMillis.clone();
        Arrays.sort(sorted);
        System.out.println(sorted.length + " takeovers: connections refused for " + sorted[sorted.length / 2]
                + " ms (median), at most " + sorted[sorted.length - 1] + " ms; "
                + writers.stream().mapToLong(RetryingWriter::acknowledged).sum() + " ticks acknowledged, "
                + writers.stream().mapToLong(RetryingWriter::repeats).sum() + " repeats");
    }
}
