package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of replays, printed: how well the pace is kept at the far end of a pipe, and how fast one goes without a pace, as a
 * command and over HTTP. What comes is compared with what was recorded; the figures are the machine's and are not judged.
 */
@Tag("torture")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ReplayFiguresIT {
    private static final long PACED_NANOS = TimeUnit.SECONDS.toNanos(25);
    private static final int ROUNDS = 5;

    private final Path recorded = Path.of(System.getProperty("tapedeck.shared", "absent"), "data");

    @TempDir
    private Path work;

    /** A line, and when it was read. */
    private record Line(long nanos, String text) {}

    @BeforeEach
    void importMinutes() throws Exception {
        assumeTrue(Files.isDirectory(recorded), "there are no recorded ticks at " + recorded);
        try (Stream<Path> files = Files.list(recorded)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().matches(".*binance-usdm-.*csv"))
                            .sorted()::iterator) {
                Jar.Ended ended = Jar.run(work, "import", file.toAbsolutePath().toString());
                assertThat(ended.code()).as(ended.err()).isZero();
            }
        }
    }

    @Test
    void at_speed_1_the_time_between_ticks_is_what_it_was() throws Exception {
        List<Line> paced = new ArrayList<>();
        try (Jar jar = Jar.start(work, "replay", "--from", "0")) {
            readFor(PACED_NANOS, jar.output(), paced);
        }
        List<String> all = lines("replay", "--from", "0", "--speed", "max");
        assertThat(paced.stream().map(Line::text)).isEqualTo(all.subList(0, paced.size()));
        long[] errors = new long[paced.size() - 1];
        for (int i = 1; i < paced.size(); i++) {
            long wanted = tsNanos(paced.get(i)) - tsNanos(paced.get(i - 1));
            errors[i - 1] = Math.abs(paced.get(i).nanos() - paced.get(i - 1).nanos() - wanted);
        }
        Arrays.sort(errors);
        System.out.printf(
                "ReplayFiguresIT: speed 1, %d ticks: error of the time between two p50 %.3f, p90 %.3f, p99 %.3f, max %.3f ms%n",
                errors.length, share(errors, 0.5), share(errors, 0.9), share(errors, 0.99), share(errors, 1));
    }

    private static double share(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }

    private static long tsNanos(Line line) {
        Instant ts = Instant.parse(
                JsonMapper.shared().readTree(line.text()).path("ts").asString());
        return ts.getEpochSecond() * 1_000_000_000L + ts.getNano();
    }

    /** What is read together came together. */
    private static void readFor(long nanos, InputStream in, List<Line> into) throws IOException {
        byte[] buffer = new byte[1 << 20];
        String begun = "";
        long startNanos = 0;
        while (startNanos == 0 || System.nanoTime() - startNanos < nanos) {
            int bytes = in.read(buffer);
            long nowNanos = System.nanoTime();
            assertThat(bytes).as("the replay goes on for longer").isPositive();
            startNanos = startNanos == 0 ? nowNanos : startNanos;
            String[] lines = (begun + new String(buffer, 0, bytes, StandardCharsets.UTF_8)).split("\n", -1);
            for (int i = 0; i < lines.length - 1; i++) {
                into.add(new Line(nowNanos, lines[i]));
            }
            begun = lines[lines.length - 1];
        }
    }

    private List<String> lines(String... args) throws Exception {
        Jar.Ended ended = Jar.run(work, args);
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.out().lines().toList();
    }

    @Test
    void without_a_pace_server_sent_events_are_beside_ndjson() throws Exception {
        try (Jar server = Jar.start(work, "serve", "--port", "0", "--json")) {
            URI address = URI.create(JsonMapper.shared()
                    .readTree(server.firstLine())
                    .path("address")
                    .asString());
            HttpClient client = HttpClient.newHttpClient();
            for (int round = 1; round <= ROUNDS; round++) {
                double[] ndjson = body(client, address.resolve("/v1/trades.ndjson"), "\"price\"");
                double[] events = body(client, address.resolve("/v1/replay?speed=max&from=0&kind=trade"), "\"price\"");
                assertThat(events[1]).isEqualTo(ndjson[1]);
                System.out.printf(
                        "ReplayFiguresIT: %.0f trades, events %.3f s, ndjson %.3f s, ratio %.2f%n",
                        events[1], events[0], ndjson[0], events[0] / ndjson[0]);
            }
            server.signal("TERM");
            server.exitCode();
        }
    }

    /** Seconds until the end of a body, and how many lines of it have a word. */
    private static double[] body(HttpClient client, URI uri, String word) throws Exception {
        long startNanos = System.nanoTime();
        byte[] body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                .body();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        long rows = new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(word))
                .count();
        return new double[] {seconds, rows};
    }
}
