package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: a script that holds SQLite's locks on the tape costs nobody anything but commits. Method: the packaged program, real
 * Python with its own SQLite, clients that write and read all the while and never retry.
 */
final class OutsiderIT {
    private static final int TICKS = 1_000_000;
    private static final int TICKS_A_REQUEST = 1_000;

    @TempDir
    private Path work;

    @BeforeEach
    void needsPython() throws Exception {
        Python.assumeItIsThere();
    }

    @Test
    void a_write_lock_that_is_held_for_8_seconds_is_named_and_lived_through() throws Exception {
        livesThroughAWriteLock(Duration.ofSeconds(8));
    }

    @Test
    @Tag("torture")
    void a_write_lock_that_is_held_for_30_seconds_is_named_and_lived_through() throws Exception {
        livesThroughAWriteLock(Duration.ofSeconds(30));
    }

    private void livesThroughAWriteLock(Duration hold) throws Exception {
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json")) {
            try (Crowd crowd = new Crowd(address(serve))) {
                warmUp(crowd);
                Path tape = work.resolve("data/tape.db");
                try (Python python = new Python(tape, "BEGIN IMMEDIATE")) {
                    long heldSince = System.nanoTime();
                    CompletableFuture<HttpResponse<String>> committed = CompletableFuture.supplyAsync(() -> {
                        try {
                            return crowd.post("symbol,price\nS1,7\n", "committed");
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
                    int requests = TICKS / TICKS_A_REQUEST;
                    crowd.write(requests, TICKS_A_REQUEST, 20, hold.dividedBy(requests));
                    crowd.read();
                    JsonNode named = await(crowd, Duration.ofSeconds(20), health -> isBlockedBy(health, python.pid()));
                    long namedMillis = millisSince(heldSince);
                    assertThat(named.path("state").asString()).isEqualTo("degraded");
                    assertThat(named.path("blocked_by").path(0).path("command").asString())
                            .contains("python3 -c");
                    crowd.awaitWritten();
                    LockSupport.parkNanos(hold.toNanos() - (System.nanoTime() - heldSince));
                    JsonNode blocked = crowd.json("/health");
                    assertThat(isBlockedBy(blocked, python.pid())).isTrue();
                    assertThat(blocked.path("lag").path("uncommitted_ticks").asLong())
                            .isEqualTo(TICKS + 1);
                    long heldMillis = millisSince(heldSince);
                    python.release();
                    long releasedAt = System.nanoTime();
                    await(crowd, Duration.ofSeconds(60), OutsiderIT::hasNoLag);
                    long lagMillis = millisSince(releasedAt);
                    System.out.println(
                            "a write lock held for " + heldMillis + " ms: named after " + namedMillis + " ms, no lag "
                                    + lagMillis + " ms after its release, " + crowd.reads + " reads meanwhile");
                    assertThat(crowd.errors).isEmpty();
                    assertThat(crowd.ticksWritten).hasValue(TICKS);
                    assertCommittedOrToldSo(committed.get(30, TimeUnit.SECONDS), heldMillis);
                }
                JsonNode well = await(
                        crowd,
                        Duration.ofSeconds(20),
                        health -> health.path("blocked_by").isEmpty());
                assertThat(well.path("outsiders")).isEmpty();
                crowd.end();
                assertThat(crowd.errors).isEmpty();
            }
            serve.signal("TERM");
            assertThat(serve.exitCode()).isEqualTo(143);
            assertThat(serve.errors()).isEmpty();
        }
        assertThat(rowsInTape()).isEqualTo(TICKS + 1 + 2);
    }

    /** The wait for a commit ends by itself after ten seconds, and says that the tick is recorded. */
    private static void assertCommittedOrToldSo(HttpResponse<String> answer, long heldMillis) {
        if (answer.statusCode() == 504) {
            JsonNode problem = JsonMapper.shared().readTree(answer.body());
            assertThat(problem.path("code").asString()).isEqualTo("ack_timeout");
            assertThat(problem.path("first_seq").asLong()).isPositive();
            assertThat(heldMillis).isGreaterThan(9_000);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"state\":\"committed\"");
        }
    }

    @Test
    void a_start_and_a_stop_beside_a_held_write_lock_lose_nothing() throws Exception {
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json");
                Crowd crowd = new Crowd(address(serve))) {
            warmUp(crowd);
            serve.signal("TERM");
            assertThat(serve.exitCode()).isEqualTo(143);
        }
        try (Python python = new Python(work.resolve("data/tape.db"), "BEGIN IMMEDIATE")) {
            try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json");
                    Crowd crowd = new Crowd(address(serve))) {
                crowd.post("symbol,price\nS1,7\nS2,8\n");
                await(crowd, Duration.ofSeconds(20), health -> isBlockedBy(health, python.pid()));
                assertThat(crowd.json("/v1/trades?symbol=S1,S2").path("data")).hasSize(4);
                serve.signal("TERM");
                assertThat(serve.exitCode()).isEqualTo(143);
                assertThat(crowd.errors).isEmpty();
            }
            assertThat(python.isAlive()).isTrue();
        }
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json");
                Crowd crowd = new Crowd(address(serve))) {
            await(crowd, Duration.ofSeconds(20), OutsiderIT::hasNoLag);
            assertThat(crowd.json("/v1/trades?symbol=S1,S2").path("data")).hasSize(4);
            serve.signal("TERM");
            assertThat(serve.exitCode()).isEqualTo(143);
        }
        assertThat(rowsInTape()).isEqualTo(4);
    }

    @Test
    void a_reader_that_never_ends_is_named_when_the_wal_has_grown_which_is_emptied_after_its_end() throws Exception {
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json");
                Crowd crowd = new Crowd(address(serve))) {
            warmUp(crowd);
            // Many symbols and few ticks of each: a commit writes a page or two for every one of them.
            crowd.write(Integer.MAX_VALUE, 2_000, 4_000, Duration.ofMillis(15));
            crowd.read();
            try (Python python = new Python(work.resolve("data/tape.db"), "BEGIN", "SELECT count(*) FROM trades")) {
                JsonNode grown = await(
                        crowd,
                        Duration.ofMinutes(2),
                        health -> health.path("reasons").toString().contains("process " + python.pid() + " ("));
                System.out.println("a reader that never ends: WAL "
                        + (grown.path("wal_bytes").asLong() >> 20) + " MiB, " + crowd.reads + " reads, "
                        + grown.path("visible") + " ticks");
                assertThat(grown.path("state").asString()).isEqualTo("degraded");
                assertThat(grown.path("wal_bytes").asLong()).isGreaterThan(64L << 20);
                assertThat(grown.path("reasons").toString()).contains("python3 -c", "one state of the tape since");
                assertThat(grown.path("blocked_by")).isEmpty();
                assertThat(grown.path("readers").path("oldest_snapshot_ms").asLong())
                        .isLessThan(10_000);
                python.release();
                await(
                        crowd,
                        Duration.ofSeconds(60),
                        health -> health.path("wal_bytes").asLong() < 16L << 20);
            }
            crowd.end();
            assertThat(crowd.errors).isEmpty();
            assertThat(crowd.reads).hasValueGreaterThan(10);
            // The disk may be short of room, which is not what this is about.
            await(
                    crowd,
                    Duration.ofSeconds(20),
                    health -> !health.path("reasons").toString().contains("the tape"));
        }
    }

    private void warmUp(Crowd crowd) throws Exception {
        assertThat(crowd.post("symbol,price,size\nS1,1,1\nS2,1,1\n", "committed")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String address(Jar serve) throws Exception {
        return JsonMapper.shared().readTree(serve.firstLine()).path("address").asString();
    }

    private static boolean isBlockedBy(JsonNode health, long pid) {
        return health.path("blocked_by").path(0).path("pid").asLong() == pid;
    }

    private static boolean hasNoLag(JsonNode health) {
        return health.path("lag").path("ticks").asLong(-1) == 0
                && health.path("lag").path("uncommitted_ticks").asLong(-1) == 0;
    }

    /** Asks for health until it is as wanted; the bound is for what hangs. */
    private static JsonNode await(Crowd crowd, Duration bound, Predicate<JsonNode> wanted) throws Exception {
        long startNanos = System.nanoTime();
        while (true) {
            JsonNode health = crowd.json("/health");
            if (wanted.test(health)) {
                return health;
            }
            assertThat(crowd.errors).isEmpty();
            assertThat(System.nanoTime() - startNanos).as(health.toString()).isLessThan(bound.toNanos());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** Counts with another SQLite, once nobody owns the tape. */
    private long rowsInTape() throws Exception {
        Process count = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
                                + "'SELECT sum(count) FROM trade_block').fetchone()[0])",
                        work.resolve("data/tape.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(count.getInputStream().readAllBytes());
        assertThat(count.waitFor()).isZero();
        return Long.parseLong(said.strip());
    }
}
