package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on a disk of 300 MiB that fills up: it refuses what it has no room for, answers queries all the while, and keeps all
 * that it acknowledged. The unit of the count is the request: its trades carry its number as their size.
 */
@Timeout(240)
final class DiskFullIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int DISK_MEBIBYTES = 300;

    /** Trades of a request that is recorded whole or not at all. */
    private static final int TRADES = 1_000;

    @TempDir
    private Path work;

    private SmallDisk disk;
    private String address;
    private int requests;
    private final TreeSet<Integer> acknowledged = new TreeSet<>();

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(work.resolve("disk"), DISK_MEBIBYTES);
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    private Jar serve() throws Exception {
        Jar serve =
                Jar.start(work, "serve", "--data", disk.path().resolve("data").toString(), "--port", "0", "--json");
        address =
                JsonMapper.shared().readTree(serve.firstLine()).path("address").asString();
        return serve;
    }

    @Test
    void it_captures_to_the_mark_refuses_and_goes_on_when_there_is_room() throws Exception {
        disk.take("ballast", 60);
        try (Jar serve = serve()) {
            HttpResponse<String> refused = postUntilRefused();
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(refused.body()).path("code").asString()).isEqualTo("disk_full");
            assertThat(acknowledged).hasSizeGreaterThan(500);
            assertAnswers();
            JsonNode health = json(get("/health").body());
            assertThat(health.path("state").asString()).isEqualTo("degraded");
            assertThat(health.path("reasons").toString())
                    .contains("capture is held")
                    .contains("are kept");
            assertThat(health.path("disk").path("capture_held").asString()).contains("MiB are free");
            assertThat(health.path("disk")
                            .path("disks")
                            .get(0)
                            .path("free_bytes")
                            .asLong())
                    .as("room for what was on its way")
                    .isBetween(40L << 20, 96L << 20);

            disk.giveBack("ballast");
            awaitCapture();
            awaitState("ok", "only");
            stop(serve, "TERM", 143);
        }
        assertAllThere();
    }

    @Test
    void another_process_fills_it_to_the_last_byte_while_ticks_come_in() throws Exception {
        try (Jar serve = serve()) {
            postUntil(300);
            disk.takeAll("ballast");
            HttpResponse<String> refused = postUntilRefused();
            assertThat(refused.statusCode()).as(refused.body()).isIn(507, 504);
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> again = post();
                assertThat(again.statusCode()).as(again.body()).isEqualTo(507);
                assertAnswers();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            assertThat(json(get("/health").body()).path("reasons").toString()).contains("capture is held");
            disk.giveBack("ballast");
            awaitCapture();
            postUntil(acknowledged.size() + 100);
            stop(serve, "TERM", 143);
        }
        assertAllThere();
    }

    @Test
    void it_is_stopped_while_it_has_not_a_byte_left_and_started_again() throws Exception {
        try (Jar serve = serve()) {
            postUntil(300);
            awaitReserve();
            disk.takeAll("ballast");
            assertThat(postUntilRefused().statusCode()).isIn(507, 504);
            stop(serve, "TERM", 143);
        }
        assertThat(disk.path().resolve("data/reserve")).as("given up").doesNotExist();
        disk.takeAll("more");
        Jar.Ended full =
                Jar.run(work, "serve", "--data", disk.path().resolve("data").toString(), "--port", "0");
        assertThat(full.code()).as(full.err()).isEqualTo(ExitCodes.DISK_FULL);
        assertThat(full.err()).hasLineCount(1).contains("no room");
        disk.giveBack("ballast");
        disk.giveBack("more");
        assertAllThere();
    }

    /** Starts a server once more and compares what it has with what was acknowledged. */
    private void assertAllThere() throws Exception {
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("hs_err")))
                    .as("crashes of the JVM")
                    .isEmpty();
        }
        try (Jar serve = serve()) {
            Map<String, Integer> trades = new HashMap<>();
            String csv = get("/v1/trades.csv?symbol=S").body();
            csv.lines().skip(1).forEach(line -> trades.merge(line.split(",")[5], 1, Integer::sum));
            assertThat(trades.values()).as("trades of each request").containsOnly(TRADES);
            assertThat(trades.keySet())
                    .containsAll(acknowledged.stream().map(String::valueOf).toList());
            stop(serve, "TERM", 143);
        }
    }

    private static void stop(Jar serve, String signal, int code) throws Exception {
        serve.signal(signal);
        assertThat(serve.exitCode()).as(serve.errors()).isEqualTo(code);
        assertThat(serve.errors()).doesNotContain("Exception").doesNotContain("SIGBUS");
    }

    private HttpResponse<String> post() throws IOException, InterruptedException {
        int number = ++requests;
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < TRADES; i++) {
            rows.append("{\"symbol\":\"S\",\"price\":")
                    .append(i)
                    .append(",\"size\":")
                    .append(number)
                    .append("}\n");
        }
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(address + "/v1/ticks"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(rows.toString()))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
            acknowledged.add(number);
        }
        return answer;
    }

    private HttpResponse<String> postUntilRefused() throws IOException, InterruptedException {
        HttpResponse<String> answer = post();
        while (answer.statusCode() == 200) {
            answer = post();
        }
        return answer;
    }

    private void postUntil(int count) throws IOException, InterruptedException {
        while (acknowledged.size() < count) {
            HttpResponse<String> answer = post();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private void awaitCapture() throws IOException, InterruptedException {
        while (post().statusCode() == 507) { // the test's own time limit ends it
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(post().statusCode()).isEqualTo(200);
    }

    private void awaitState(String state, String orReason) throws IOException, InterruptedException {
        JsonNode health = json(get("/health").body());
        while (!health.path("state").asString().equals(state)
                && !health.path("reasons").toString().contains(orReason)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            health = json(get("/health").body());
        }
    }

    private void awaitReserve() {
        while (disk.path().resolve("data/reserve").toFile().length() < (DISK_MEBIBYTES << 20) / 50) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private void assertAnswers() throws IOException, InterruptedException {
        HttpResponse<String> latest = get("/v1/trades?symbol=S&last=3");
        assertThat(latest.statusCode()).as(latest.body()).isEqualTo(200);
        assertThat(json(latest.body()).path("data").size()).isEqualTo(3);
        assertThat(get("/v1/candles?symbol=S&interval=1m").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String route) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(address + route)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
