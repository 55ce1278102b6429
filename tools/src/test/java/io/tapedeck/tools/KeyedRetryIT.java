package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.Tape;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: with a key, every tick is recorded once, whenever the server is killed. Method: the packaged program is killed with
 * SIGKILL at random moments, also while it starts, under clients that send again until they are answered; then the journal
 * and the tape are read, and each id must be there once, under the number that its client was told.
 */
final class KeyedRetryIT {
    private static final int ROUNDS = 5;

    @TempDir
    private Path work;

    private volatile String address = "http://127.0.0.1:9"; // where nobody answers

    @Test
    void every_tick_is_there_once_after_kills_at_random_moments() throws Exception {
        long seed = Long.getLong("keys.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("KeyedRetryIT: -Dkeys.seed=" + seed);
        try (RetryingCrowd crowd = new RetryingCrowd(4, seed, () -> address)) {
            for (int round = 0; round < ROUNDS; round++) {
                killedAtSomeTime(random, crowd);
            }
            try (Jar serve = start()) {
                address = addressOf(serve);
                crowd.end();
                assertThat(crowd.errors).as("seed %d", seed).isEmpty();
                serve.signal("TERM");
                assertThat(serve.exitCode()).isEqualTo(143);
            }
            Map<String, Long> told = new HashMap<>();
            crowd.told.values().forEach(request -> {
                for (int i = 0; i < request.ids().size(); i++) {
                    told.put(request.ids().get(i), request.firstSeq() + i);
                }
            });
            assertThat(idsInJournal()).as("journal, seed %d", seed).isEqualTo(told);
            assertThat(idsInTape()).as("tape, seed %d", seed).isEqualTo(told);
            System.out.println(
                    "KeyedRetryIT: " + crowd.told.size() + " requests of " + told.size() + " ticks, sent again "
                            + crowd.sentAgain + " times, of which " + crowd.replayed + " found recorded");
            assertThat(crowd.replayed.get()).isPositive();
        }
    }

    @Test
    void an_import_that_is_cut_off_and_run_again_against_a_server_that_dies_records_once() throws Exception {
        int rows = 300_000;
        StringBuilder csv = new StringBuilder("symbol,ts,price,size,id\n");
        for (int i = 0; i < rows; i++) {
            csv.append("A,")
                    .append(1_795_428_000_000L + i)
                    .append(",1.5,2,")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(work.resolve("a.csv"), csv);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        String[] serve = {"serve", "--port", Integer.toString(port), "--json"};
        try (Jar server = Jar.start(work, serve)) {
            server.firstLine();
            try (Jar cutOff = Jar.start(work, "import", "a.csv", "--url", url)) {
                awaitAppended(url, 1);
                cutOff.signal("KILL");
            }
            try (Jar again = Jar.start(work, "import", "a.csv", "--url", url)) {
                awaitAppended(url, 150_000);
                server.signal("KILL");
                server.exitCode();
                try (Jar restarted = Jar.start(work, serve)) {
                    restarted.firstLine();
                    assertThat(again.exitCode()).as(again.errors()).isZero();
                    restarted.signal("TERM");
                    restarted.exitCode();
                }
            }
        }
        Map<String, Long> ids = idsInJournal();
        assertThat(ids).hasSize(rows);
        assertThat(ids.get("0")).isEqualTo(1);
        assertThat(ids.get(Integer.toString(rows - 1))).isEqualTo(rows);
    }

    private static void awaitAppended(String url, long seq) throws InterruptedException {
        long startNanos = System.nanoTime();
        for (JsonNode health = null; // which a busy machine may not answer in time
                health == null || health.path("appended_seq").asLong() < seq;
                health = HttpClients.health(new OwnerFile(0, null, url, null, null, null), null)) {
            assertThat(System.nanoTime() - startNanos)
                    .isLessThan(Duration.ofMinutes(1).toNanos());
        }
    }

    private Jar start() throws IOException {
        return Jar.start(work, "serve", "--port", "0", "--json");
    }

    private static String addressOf(Jar serve) throws IOException {
        return JsonMapper.shared().readTree(serve.firstLine()).path("address").asString();
    }

    private void killedAtSomeTime(Random random, RetryingCrowd crowd) throws Exception {
        try (Jar serve = start()) {
            if (random.nextInt(4) > 0) {
                address = addressOf(serve);
                int answered = crowd.told.size();
                long startNanos = System.nanoTime();
                while (crowd.told.size() == answered && crowd.errors.isEmpty()) {
                    assertThat(System.nanoTime() - startNanos)
                            .isLessThan(Duration.ofMinutes(1).toNanos());
                    LockSupport.parkNanos(1_000_000);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(2_500)).toNanos());
            serve.signal("KILL");
            assertThat(serve.exitCode()).isEqualTo(137);
        }
    }

    private Map<String, Long> idsInJournal() throws Exception {
        Jar.Ended replay = Jar.run(work, "replay", "--speed", "max");
        assertThat(replay.code()).as(replay.err()).isZero();
        Map<String, Long> ids = new HashMap<>();
        replay.out().lines().forEach(line -> {
            JsonNode trade = JsonMapper.shared().readTree(line);
            put(ids, trade.path("id").asString(), trade.path("seq").asLong());
        });
        return ids;
    }

    private Map<String, Long> idsInTape() throws SQLException {
        Map<String, Long> ids = new HashMap<>();
        try (Connection tape = Tape.openForReading(work.resolve("data/tape.db"));
                Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, seq FROM trades")) {
            while (row.next()) {
                put(ids, row.getString(1), row.getLong(2));
            }
        }
        return ids;
    }

    private static void put(Map<String, Long> ids, String id, long seq) {
        if (ids.put(id, seq) != null) {
            throw new AssertionError("id " + id + " is there twice, again at seq " + seq);
        }
    }
}
