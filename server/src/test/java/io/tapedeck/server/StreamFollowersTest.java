package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever cuts subscribers off, each one's streams together are the journal filtered: nothing is missing, nothing comes
 * twice, all is in order. Also where the server is closed and opened again in the midst of it.
 */
class StreamFollowersTest {
    private static final int SYMBOLS = 40;
    private static final int EVENTS = 1_000;

    @TempDir
    Path data;

    private Tapedeck deck;
    private HttpServer server;
    private volatile URI address;

    @Test
    @Timeout(240)
    void eachGetsTheJournalFiltered() throws Exception {
        follow(20, 50_000);
    }

    @Test
    @Tag("torture")
    @Timeout(1_800)
    void eachOfManyGetsAMillionTicks() throws Exception {
        follow(200, 1_000_000);
    }

    private void follow(int each, int ticks) throws Exception {
        long seed = System.nanoTime();
        System.Logger log = System.getLogger(StreamFollowersTest.class.getName());
        log.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        open();
        try {
            List<StreamFollower> followers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2 * each; i++) {
                String query = query(i, random);
                StreamFollower follower =
                        new StreamFollower(() -> address, query, i % 2 == 1, lastSeq(query, ticks), random.nextLong());
                followers.add(follower);
                Thread thread = new Thread(follower, "follower-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            feed(ticks, random);
            for (int i = 0; i < threads.size(); i++) {
                threads.get(i).join(TimeUnit.SECONDS.toMillis(1_200));
                StreamFollower follower = followers.get(i);
                assertThat(follower.failure())
                        .as("seed %d, %s", seed, follower.query())
                        .isNull();
                assertThat(threads.get(i).isAlive())
                        .as("seed %d, %s", seed, follower.query())
                        .isFalse();
                assertThat(follower.got())
                        .as("seed %d, %s over %d connections", seed, follower.query(), follower.connections())
                        .isEqualTo(expected(follower.query()));
            }
        } finally {
            server.close();
            deck.close();
        }
    }

    private static String query(int i, Random random) {
        if (i < 4) {
            return "?kinds=trade,quote,position,alert";
        }
        String one = symbol(random.nextInt(SYMBOLS));
        return "?symbols=" + one + (i % 3 == 0 ? "" : "," + symbol(random.nextInt(SYMBOLS)))
                + (i % 4 < 2 ? "" : "&kinds=trade,alert,position");
    }

    private static String symbol(int number) {
        return "S" + (number + 10);
    }

    private List<Long> expected(String query) {
        return TestEvents.places(
                        deck.journal(),
                        (symbol, kind) -> (kind.equals("trade") || query.contains(kind))
                                && (query.startsWith("?kinds") || query.contains(symbol)))
                .stream()
                .map(StreamFollower::word)
                .toList();
    }

    /** The last tick that it gets: the feed ends with one of each symbol, so that nobody waits for a heartbeat. */
    private static long lastSeq(String query, int ticks) {
        for (int symbol = SYMBOLS - 1; symbol >= 0; symbol--) {
            if (query.startsWith("?kinds") || query.contains(symbol(symbol))) {
                return ticks - SYMBOLS + 1 + symbol;
            }
        }
        throw new IllegalArgumentException(query);
    }

    private void open() {
        deck = Tapedeck.open(DeckFixture.config(data));
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20));
        address = server.address();
    }

    /** Records the ticks, and a thousand events between them, with a pause of the server's in the midst. */
    private void feed(int ticks, Random random) throws InterruptedException {
        for (int seq = 1; seq <= ticks; seq++) {
            int ending = seq - (ticks - SYMBOLS) - 1;
            int symbol = ending >= 0 ? ending : random.nextInt(SYMBOLS);
            if (ending < 0 && random.nextInt(ticks) < EVENTS) {
                if (random.nextBoolean()) {
                    TestEvents.alert(deck.capture(), symbol(symbol), seq);
                } else {
                    TestEvents.position(deck.capture(), symbol(symbol), seq);
                }
            }
            deck.capture()
                    .trade(
                            symbol(symbol),
                            DeckFixture.nanos(DeckFixture.NOW) + seq,
                            Integer.toString(seq),
                            "1",
                            Side.BUY);
            if (seq % 500 == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            if (seq == ticks / 2) {
                deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(20));
                server.close();
                deck.close();
                open();
            }
        }
        deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(20));
    }
}
