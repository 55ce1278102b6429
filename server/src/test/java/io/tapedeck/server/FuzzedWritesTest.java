package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import io.tapedeck.server.WireConnection.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: no request to a route that writes, whatever is in it, makes the server fail or hang, leaves ticks of which nobody was
 * told, or disturbs capture. Method: spoiled requests over a socket, while a feed captures in the same process. Each answer is
 * a refusal, or names the numbers that its ticks got; in the end the journal holds those, the feed's ticks, and nothing else.
 */
class FuzzedWritesTest {
    private static final int REQUESTS = 2_000;
    private static final int MANY_REQUESTS = 100_000;
    private static final int ROWS = 1_000; // more than a request has that is not too large
    private static final String FEED = "FEED";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path data;

    private final long seed = Long.getLong("tapedeck.fuzz.seed", System.nanoTime());
    private final BitSet told = new BitSet(); // the numbers that answers named
    private long recorded; // ticks that answers told of
    private long unnumbered; // of them those without numbers
    private long unheard; // spoiled requests whose answer a reset may have taken along
    private long fed;
    private volatile boolean feeding = true;
    private volatile Throwable feedFailure;
    private volatile boolean stopAsked;

    @Test
    void spoiledRequestsAreRefusedOrRecordedWhole() throws Exception {
        run(REQUESTS);
    }

    @Test
    @Tag("torture")
    void aHundredThousandSpoiledRequestsAreRefusedOrRecordedWhole() throws Exception {
        run(MANY_REQUESTS);
    }

    private void run(int requests) throws Exception {
        ServerConfig config = new ServerConfig("localhost", 0, 1 << 20);
        try (Tapedeck deck = Tapedeck.open(DeckFixture.config(data));
                HttpServer server = HttpServer.start(deck, config, () -> stopAsked = true)) {
            Thread feed = new Thread(() -> feed(deck), "feed");
            feed.start();
            try {
                send(server.address(), requests, writingPaths(deck, config));
            } finally {
                feeding = false;
                feed.join(TimeUnit.SECONDS.toMillis(30));
            }
            assertThat(feedFailure).as("the feed's failure").isNull();
            assertThat(stopAsked).as("somebody could end the server").isFalse();
            Client client = new Client(server.address());
            assertThat(client.post("/v1/ticks?ack=committed", "text/csv", "symbol,price\nA,1\n")
                            .statusCode())
                    .isEqualTo(200);
            recorded++;
            unnumbered++;
            assertThat(client.json("/health").path("state").asString()).isEqualTo("ok");
            checkJournal(deck);
        }
    }

    /** All that a deck's server has, so that a route which comes later is not forgotten. */
    private static List<String> writingPaths(Tapedeck deck, ServerConfig config) {
        Routing routing = Site.of(deck, config, new DeckHealth(deck), new Metrics());
        return Site.withStop(routing, null, () -> {}).entries().stream()
                .filter(entry -> !entry.method().equals("GET"))
                .map(Routing.Entry::path)
                .toList();
    }

    private void feed(Tapedeck deck) {
        try {
            while (feeding) {
                deck.capture().trade(FEED, DeckFixture.nanos(DeckFixture.NOW), Long.toString(fed + 1), "1", Side.BUY);
                fed++;
                LockSupport.parkNanos(500_000);
            }
            assertThat(deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(20)))
                    .isTrue();
        } catch (RuntimeException | AssertionError | InterruptedException e) {
            feedFailure = e;
        }
    }

    private void send(URI address, int requests, List<String> paths) throws IOException {
        assertThat(paths).contains("/v1/ticks", "/write", "/api/v2/write", "/api/v3/write_lp");
        Random random = new Random(seed);
        WireConnection open = new WireConnection(address);
        for (int number = 0; number < requests; number++) {
            FuzzedRequest request = FuzzedRequest.next(random, paths);
            try {
                if (request.isFramed()) {
                    Reply reply = open.exchange(request.bytes());
                    check(reply);
                    assertThat(reply.status() < 400 || isInWords(reply))
                            .as(reply.toString())
                            .isTrue();
                    open = closes(reply) ? reopened(open, address) : open;
                } else {
                    try (WireConnection own = new WireConnection(address)) {
                        List<Reply> replies = new ArrayList<>();
                        unheard += own.exchangeLast(request.bytes(), replies) ? 0 : 1;
                        replies.forEach(this::check);
                    }
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dtapedeck.fuzz.seed=" + seed + ", request " + number + " of " + request, e);
            }
        }
        open.close();
    }

    /** All refusals are, but those of a request line that the server below ours cannot read. */
    private static boolean isInWords(Reply reply) {
        return reply.body().startsWith("{")
                || reply.status() == 400 && reply.body().isEmpty() && closes(reply);
    }

    private static boolean closes(Reply reply) {
        return "close".equalsIgnoreCase(reply.headers().get("connection"));
    }

    private static WireConnection reopened(WireConnection open, URI address) throws IOException {
        open.close();
        return new WireConnection(address);
    }

    /** Holds an answer against what a server may say, and keeps what it says was recorded. */
    private void check(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 499);
        if (reply.status() >= 300) {
            return;
        }
        if (reply.headers().containsKey("tapedeck-first-seq")) {
            keep(
                    reply,
                    Long.parseLong(reply.headers().get("tapedeck-first-seq")),
                    Long.parseLong(reply.headers().get("tapedeck-last-seq")));
            return;
        }
        JsonNode json = JSON.readTree(reply.body());
        if (json.path("first_seq").isNumber()) {
            keep(reply, json.path("first_seq").asLong(), json.path("last_seq").asLong());
        } else if (!isRepeat(reply)) {
            recorded += json.path("recorded").asLong(0);
            unnumbered += json.path("recorded").asLong(0);
        }
    }

    private void keep(Reply reply, long firstSeq, long lastSeq) {
        if (isRepeat(reply)) {
            return;
        }
        assertThat(told.get((int) firstSeq, (int) lastSeq + 1).isEmpty())
                .as("numbers given twice: %s", reply)
                .isTrue();
        told.set((int) firstSeq, (int) lastSeq + 1);
        recorded += lastSeq - firstSeq + 1;
    }

    private static boolean isRepeat(Reply reply) {
        return reply.headers().containsKey("idempotent-replayed");
    }

    private void checkJournal(Tapedeck deck) {
        int feedSymbol = deck.journal().symbols().number(FEED);
        long strangers = 0;
        long feedTicks = 0;
        Tick tick = new Tick();
        try (JournalReader reader = deck.journal().reader()) {
            while (reader.next()) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); reader.type() == RecordType.TICKS && at < reader.rowsEnd(); seq++) {
                    at += TickRow.decode(reader.payload(), at, seq, tick);
                    boolean isFeed = tick.symbol() == feedSymbol && tick.kind() == TickKind.TRADE;
                    if (isFeed && !told.get((int) seq)) {
                        feedTicks++;
                        assertThat(tick.decimalText(0)).isEqualTo(Long.toString(feedTicks));
                    } else {
                        strangers += told.get((int) seq) ? 0 : 1;
                    }
                }
            }
        }
        assertThat(feedTicks).as("seed %d: ticks of the feed", seed).isEqualTo(fed);
        assertThat(strangers)
                .as("seed %d: ticks without a told number, %d answers may be lost", seed, unheard)
                .isBetween(unnumbered, unnumbered + unheard * ROWS);
        assertThat(deck.journal().appendedSeq())
                .as("seed %d: all ticks", seed)
                .isEqualTo(fed + recorded - unnumbered + strangers);
        assertThat(recorded).as("seed %d: requests that were good", seed).isPositive();
    }
}
