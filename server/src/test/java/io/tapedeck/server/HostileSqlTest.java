package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: no SQL makes the server fail, hang, write a file or change the tape, and capture goes on beside it. Method: a list of
 * hostile texts with what each is answered, sent while a feed captures.
 */
class HostileSqlTest {
    private static final long FEED_PAUSE_NANOS = 200_000;
    private static final long MOST_TICKS = 20_000_000;
    private static final Set<String> OWN_FILES = Set.of(
            "journal", "reserve", "tape.db", "tape.db-wal", "tape.db-shm", "tapedeck.lock", "tapedeck.owner", "tmp");
    private static final int MANY_SECONDS = 20; // a hang is meant, not a pace

    @TempDir
    Path data;

    @TempDir
    Path untouched;

    private record Hostile(List<String> codes, String sql) {}

    private List<Hostile> list() throws IOException {
        try (InputStream in = HostileSqlTest.class.getResourceAsStream("hostile-sql.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 2))
                    .map(parts -> new Hostile(
                            List.of(parts[0].strip().split("/")),
                            parts[1].replace("\\n", "\n").replace("${dir}", untouched.toString())))
                    .toList();
        }
    }

    @Test
    void noTextDoesHarm() throws Exception {
        run(deck -> BackgroundFeed.slow(deck, FEED_PAUSE_NANOS), Set.of());
    }

    /** As fast as it goes: what is right may then end for its length. */
    @Test
    @Tag("torture")
    void noTextDoesHarmBesideAFeedAsFastAsItGoes() throws Exception {
        BackgroundFeed feed = run(deck -> BackgroundFeed.full(deck, MOST_TICKS), Set.of("sql_timeout"));
        System.out.printf(
                "HostileSqlTest: %d texts, %d ticks captured meanwhile, %d/s%n",
                list().size(), feed.count(), feed.perSecond());
    }

    private BackgroundFeed run(Function<Tapedeck, BackgroundFeed> feeds, Set<String> besides) throws Exception {
        List<Hostile> list = list();
        assertThat(list).hasSizeGreaterThan(60);
        BackgroundFeed feed;
        try (DeckFixture fixture = new DeckFixture(data)) {
            feed = feeds.apply(fixture.deck);
            long fed;
            try {
                for (Hostile hostile : list) {
                    check(fixture.client, hostile, besides);
                }
                assertThat(files()).as("files").isSubsetOf(OWN_FILES);
            } finally {
                fed = feed.end();
            }
            checkTape(fixture, fed);
        }
        assertThat(untouched).isEmptyDirectory();
        return feed;
    }

    private void check(Client client, Hostile hostile, Set<String> besides) {
        long start = System.nanoTime();
        HttpResponse<String> response = client.post("/v1/sql?timeout=200ms&limit=10", "text/plain", hostile.sql());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        String code = response.statusCode() == 200
                ? "ok"
                : JsonMapper.shared().readTree(response.body()).path("code").asString();
        if (!besides.contains(code)) {
            assertThat(code).as(hostile.sql() + ": " + response.body()).isIn(hostile.codes());
        }
        assertThat(response.statusCode()).isBetween(200, 499);
        assertThat(seconds).as(hostile.sql()).isLessThan(MANY_SECONDS);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void checkTape(DeckFixture fixture, long fed) throws InterruptedException {
        fixture.awaitVisible();
        Client client = fixture.client;
        assertThat(client.json("/health").path("state").asString()).isEqualTo("ok");
        assertThat(client.json("/v1/symbols")
                        .path("data")
                        .path(0)
                        .path("trades")
                        .asLong())
                .isEqualTo(fed);
    }
}
