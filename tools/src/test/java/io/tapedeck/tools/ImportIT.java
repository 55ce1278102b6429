package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: a file is recorded once and whole, in its order, however often its import is killed, and an import through a server
 * does not keep live ticks out. Method: the packaged program is killed with SIGKILL at random moments and started again; then
 * the journal is read.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ImportIT {
    private static final int ROWS = 800_000;
    private static final int KILLS = 6;

    @TempDir
    private Path work;

    private static String rows(int from, int to) {
        StringBuilder csv = new StringBuilder((to - from) * 32);
        for (int i = from; i < to; i++) {
            csv.append("A,")
                    .append(1_795_428_000_000L + i)
                    .append(",1.5,2,")
                    .append(i)
                    .append('\n');
        }
        return csv.toString();
    }

    private void writeFile(int rows) throws IOException {
        Files.writeString(work.resolve("a.csv"), "symbol,ts,price,size,id\n" + rows(0, rows));
    }

    private List<String> ids(String symbol) throws Exception {
        Jar.Ended replay = Jar.run(work, "replay", "--speed", "max", "--symbols", symbol);
        assertThat(replay.code()).as(replay.err()).isZero();
        return replay.out()
                .lines()
                .map(line -> line.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1"))
                .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void an_import_into_a_directory_that_is_killed_goes_on_where_it_stopped() throws Exception {
        long seed = Long.getLong("import.seed", System.nanoTime());
        System.out.println("ImportIT: -Dimport.seed=" + seed);
        Random random = new Random(seed);
        writeFile(ROWS);
        long wholeNanos;
        try (Jar undisturbed = Jar.start(work, "import", "a.csv", "--data", "other")) {
            wholeNanos = sinceOpened("other", undisturbed);
        }
        for (int kill = 0; kill < KILLS; kill++) {
            Files.deleteIfExists(work.resolve("data/tapedeck.owner")); // of the one that was killed
            try (Jar cutOff = Jar.start(work, "import", "a.csv")) {
                awaitOpened("data", cutOff);
                LockSupport.parkNanos((long) (wholeNanos * (0.3 + 0.6 * random.nextDouble())));
                cutOff.signal("KILL");
                cutOff.exitCode();
            }
        }
        Jar.Ended whole = Jar.run(work, "import", "a.csv");
        assertThat(whole.code()).as(whole.err()).isZero();
        System.out.println("ImportIT: " + whole.out().strip());
        assertThat(ids("A")).as("seed %d", seed).isEqualTo(numbers(ROWS));
    }

    /** The directory opens, the file is checked, then it is recorded: how long from the first to the end of the last. */
    private long sinceOpened(String data, Jar importing) throws Exception {
        awaitOpened(data, importing);
        long startNanos = System.nanoTime();
        assertThat(importing.exitCode()).as(importing.errors()).isZero();
        return System.nanoTime() - startNanos;
    }

    private void awaitOpened(String data, Jar importing) {
        while (importing.isAlive() && !Files.exists(work.resolve(data).resolve("tapedeck.owner"))) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    @Test
    void a_file_that_grows_goes_on_through_a_server_also_with_trades_and_quotes_mixed() throws Exception {
        String trade =
                "17231616001643782%02d {\"e\":\"trade\",\"s\":\"F\",\"t\":%d,\"p\":\"1\",\"q\":\"1\",\"T\":1723161601437,\"m\":true}\n";
        String quote =
                "1723161600001692584 {\"u\":5,\"s\":\"F\",\"b\":\"1.5\",\"B\":\"2\",\"a\":\"1.6\",\"A\":\"3\"}\n";
        try (Jar server = Jar.start(work, "serve", "--port", "0", "--json")) {
            String url = addressOf(server);
            for (int size : new int[] {20_000, 20_001, 50_000}) {
                writeFile(size);
                assertImported(url, "a.csv");
            }
            assertThat(assertImported(url, "a.csv")).contains("50000 ticks recorded before: nothing done");
            StringBuilder frames = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                frames.append(trade.formatted(i, i)).append(quote);
                if (List.of(0, 1, 19).contains(i)) {
                    Files.writeString(work.resolve("frames.log"), frames);
                    assertImported(url, "frames.log");
                }
            }
            server.signal("TERM");
            server.exitCode();
        }
        assertThat(ids("A")).isEqualTo(numbers(50_000));
        List<String> mixed = ids("F");
        assertThat(mixed).hasSize(40);
        assertThat(mixed.stream().filter(line -> !line.contains("\"bid\""))).isEqualTo(numbers(20));
        assertThat(mixed.stream()
                        .filter(line -> line.contains("\"bid\":1.5,\"bid_size\":2,\"ask\":1.6,\"ask_size\":3")))
                .hasSize(20);
    }

    private String assertImported(String url, String file) throws Exception {
        Jar.Ended done = Jar.run(work, "import", file, "--url", url);
        assertThat(done.code()).as(done.err()).isZero();
        return done.out();
    }

    private static String addressOf(Jar serve) throws IOException {
        return JsonMapper.shared().readTree(serve.firstLine()).path("address").asString();
    }

    @Test
    void live_ticks_are_taken_while_a_large_file_goes_in_through_the_server() throws Exception {
        writeFile(ROWS);
        List<Long> tookNanos = new ArrayList<>();
        try (Jar server = Jar.start(work, "serve", "--port", "0", "--json")) {
            String url = addressOf(server);
            long startNanos = System.nanoTime();
            try (Jar importing = Jar.start(work, "import", "a.csv", "--url", url)) {
                HttpClient live = HttpClients.open();
                while (importing.isAlive()) {
                    tookNanos.add(post(live, url, tookNanos.size()));
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
                assertThat(importing.exitCode()).as(importing.errors()).isZero();
            }
            long seconds = Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
            tookNanos.sort(null);
            System.out.printf(
                    "ImportIT: %d rows within %d s, beside them %d live ticks, answered in %.1f ms (median), %.1f ms (99 %%)%n",
                    ROWS,
                    seconds,
                    tookNanos.size(),
                    tookNanos.get(tookNanos.size() / 2) / 1e6,
                    tookNanos.get(tookNanos.size() * 99 / 100) / 1e6);
            server.signal("TERM");
            server.exitCode();
        }
        assertThat(ids("LIVE")).isEqualTo(numbers(tookNanos.size()));
        assertThat(ids("A")).isEqualTo(numbers(ROWS));
    }

    /** Every one is taken, at once: there is no second try. */
    private static long post(HttpClient client, String url, int number) throws Exception {
        long startNanos = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/ticks"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"symbol\":\"LIVE\",\"price\":1,\"id\":\"" + number + "\"}"))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return System.nanoTime() - startNanos;
    }
}
