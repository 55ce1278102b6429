package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.server.WireConnection.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no request to a route that reads, whatever is in it, makes the server fail or hang, writes a file, or disturbs capture.
 * Method: random requests over a socket to every such route of the server's own table, while a feed captures; what keeps its
 * connection open for events is left out. In the end the tape has the feed's ticks and those from before, and the server is well. In
 * the long run the feed captures as fast as it goes, and goes in legs, each on a deck of its own: else there would be hundreds of
 * millions of ticks to read.
 */
class FuzzedReadsTest {
    private static final int REQUESTS = 2_000;
    private static final int LEGS = 200;
    private static final int REQUESTS_A_LEG = 500;
    private static final long MOST_TICKS_A_LEG = 8_000_000;
    private static final long FEED_PAUSE_NANOS = 1_000_000;
    private static final Set<String> OWN_FILES = Set.of(
            "journal", "reserve", "tape.db", "tape.db-wal", "tape.db-shm", "tapedeck.lock", "tapedeck.owner", "tmp");
    private static final Set<String> ENDLESS = Set.of("/v1/stream", "/v1/ws", "/v1/replay", "/v1/alerts");
    private static final Pattern CURSOR = Pattern.compile("\"next\":\"([^\"]+)\"");

    @TempDir
    Path data;

    private final long seed = Long.getLong("tapedeck.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> cursors = new ArrayList<>();
    private final Set<String> answered = new TreeSet<>();

    @Test
    void fuzzedRequestsAreAnsweredOrRefused() throws Exception {
        run(REQUESTS, deck -> BackgroundFeed.slow(deck, FEED_PAUSE_NANOS));
        assertAnswered();
    }

    @Test
    @Tag("torture")
    void aHundredThousandFuzzedRequestsAreAnsweredOrRefused() throws Exception {
        long fed = 0;
        long slowest = Long.MAX_VALUE;
        for (int leg = 0; leg < LEGS; leg++) {
            BackgroundFeed feed = run(REQUESTS_A_LEG, deck -> BackgroundFeed.full(deck, MOST_TICKS_A_LEG));
            fed += feed.count();
            slowest = Math.min(slowest, feed.perSecond());
            cursors.clear();
            clear();
        }
        System.out.printf(
                "FuzzedReadsTest: %d requests, %d ticks captured meanwhile, %d/s in the slowest leg%n",
                LEGS * REQUESTS_A_LEG, fed, slowest);
        assertAnswered();
    }

    /** Else the test would prove little. */
    private void assertAnswered() {
        assertThat(answered).contains("/v1/trades", "/v1/candles", "/v1/sql", "/v1/asof", "/udf/search");
    }

    private BackgroundFeed run(int requests, Function<Tapedeck, BackgroundFeed> feeds) throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int i = 0; i < 100; i++) {
                fixture.trade("A", i, "1." + i, "2", i % 2 == 0 ? Side.BUY : null, i % 3 == 0 ? null : "t" + i);
                fixture.quote(i % 2 == 0 ? "A" : "B", i, "1." + i, i % 5 == 0 ? null : "2." + i);
            }
            fixture.awaitVisible();
            BackgroundFeed feed = feeds.apply(fixture.deck);
            try {
                send(fixture.server.address(), requests, readingRoutes(fixture.deck));
            } finally {
                long fed = feed.end();
                fixture.awaitVisible();
                assertThat(fixture.client
                                .json("/v1/symbols?symbol=" + BackgroundFeed.SYMBOL + ",A,B")
                                .path("data")
                                .toString())
                        .contains("\"trades\":" + fed + ",", "\"trades\":100,");
            }
            assertThat(files()).as("files").isSubsetOf(OWN_FILES);
            assertThat(fixture.client.json("/health").path("state").asString()).isEqualTo("ok");
            return feed;
        }
    }

    /** All that a deck's server has, so that a route which comes later is not forgotten. */
    private static List<Routing.Entry> readingRoutes(Tapedeck deck) {
        return Site.of(deck, ServerConfig.defaults(), new DeckHealth(deck), new Metrics()).entries().stream()
                .filter(entry -> !entry.access().changes() && !ENDLESS.contains(entry.path()))
                .toList();
    }

    private void clear() throws IOException {
        try (Stream<Path> below = Files.walk(data)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(data)) {
                    Files.delete(path);
                }
            }
        }
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void send(URI address, int requests, List<Routing.Entry> routes) throws IOException {
        WireConnection open = new WireConnection(address);
        for (int number = 0; number < requests; number++) {
            FuzzedRead request = FuzzedRead.next(random, routes, cursors);
            try {
                if (request.isFramed()) {
                    Reply reply = open.exchange(request.bytes());
                    check(reply, request);
                    if ("close".equalsIgnoreCase(reply.headers().get("connection"))) {
                        open.close();
                        open = new WireConnection(address);
                    }
                } else {
                    try (WireConnection own = new WireConnection(address)) {
                        List<Reply> replies = new ArrayList<>();
                        own.exchangeLast(request.bytes(), replies);
                        replies.forEach(reply -> check(reply, request));
                    }
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dtapedeck.fuzz.seed=" + seed + ", request " + number + ": " + request, e);
            }
        }
        open.close();
    }

    private void check(Reply reply, FuzzedRead request) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 499);
        if (reply.status() == 200) {
            String path = request.toString().split("[ ?]")[1];
            answered.add(path.replaceAll("\\.(csv|json|ndjson|parquet|arrow)$", ""));
            Matcher cursor = CURSOR.matcher(reply.body());
            if (cursor.find() && cursors.size() < 200) {
                cursors.add(cursor.group(1));
            }
        }
    }
}
