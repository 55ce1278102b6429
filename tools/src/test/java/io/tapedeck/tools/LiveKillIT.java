package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a client that goes on behind its last tick misses none and gets none twice, though the server is killed. Method: the
 * packaged program records what two writers send, and positions and alerts that a third sets, some of which fire; it is killed with
 * SIGKILL again and again; meanwhile clients follow one or two of 40 symbols each, four of them everything, half by server-sent events and half by WebSocket, and cut themselves off at random.
 * In the end what each one got, over all its connections, is the journal, filtered.
 */
final class LiveKillIT {
    private static final int SYMBOLS = 40;
    private static final int TICKS_A_REQUEST = 200;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    @TempDir
    private Path work;

    private final HttpClient client = HttpClients.open();
    private final AtomicLong acknowledged = new AtomicLong();
    private URI server;
    private volatile boolean stopped;

    @Test
    @Timeout(300)
    void each_gets_the_journal_filtered_over_three_kills() throws Exception {
        follow(8, 30_000, 3);
    }

    @Test
    @Tag("torture")
    @Timeout(1_800)
    void each_of_400_gets_the_journal_filtered_over_ten_kills() throws Exception {
        follow(200, 1_000_000, 10);
    }

    static String symbol(int number) {
        return "S" + (number + 10);
    }

    private void follow(int each, int ticks, int kills) throws Exception {
        long seed = Long.getLong("tapedeck.live.seed", System.nanoTime());
        System.out.println("tapedeck.live.seed " + seed);
        Random random = new Random(seed);
        server = URI.create("http://127.0.0.1:" + Jar.freePort());
        List<LiveFollower> followers = IntStream.range(0, 2 * each)
                .mapToObj(i -> new LiveFollower(server, i % 2 == 1, symbols(i, random), random.nextLong()))
                .toList();
        List<Thread> threads = followers.stream().map(Thread::new).toList();
        List<Thread> writers = List.of(
                writer(random.nextLong()), writer(random.nextLong()), trader(random.nextLong(), ticks / 100_000 + 5));
        threads.forEach(thread -> thread.setDaemon(true));
        Jar owner = serve();
        try {
            threads.forEach(Thread::start);
            writers.forEach(Thread::start);
            for (int kill = 1; kill <= kills; kill++) {
                awaitAcknowledged((long) ticks * kill / (kills + 1) + random.nextInt(ticks / (2 * kills + 2)), owner);
                owner.close(); // SIGKILL
                owner.exitCode();
                owner = serve();
            }
            awaitAcknowledged(ticks, owner);
            stopped = true;
            join(writers, "a writer");
            endAll(followers);
            join(threads, followers.toString());
            stop(owner);
            check(followers, seed);
        } finally {
            stopped = true;
            followers.forEach(follower -> follower.endWith(0));
            owner.close();
        }
    }

    private static int[] symbols(int follower, Random random) {
        return follower < 4
                ? null
                : random.ints(1 + follower % 3 / 2, 0, SYMBOLS).toArray();
    }

    private Jar serve() throws IOException {
        Jar jar = Jar.start(work, "serve", "--data", "data", "--port", Integer.toString(server.getPort()));
        assertThat(jar.firstLine()).as(jar.errors()).isNotNull();
        return jar;
    }

    private void stop(Jar owner) throws Exception {
        Jar.Ended stop = Jar.run(work, "stop", "--data", "data");
        assertThat(stop.code()).as(stop.err()).isZero();
        assertThat(owner.exitCode()).isZero();
    }

    /** What a request that was cut off has recorded, the journal tells in the end. */
    private Thread writer(long seed) {
        Random random = new Random(seed);
        return new Thread(() -> {
            while (!stopped) {
                StringBuilder rows = new StringBuilder("symbol,price\n");
                random.ints(TICKS_A_REQUEST, 0, SYMBOLS)
                        .forEach(symbol ->
                                rows.append(symbol(symbol)).append(random.nextBoolean() ? ",1.4\n" : ",1.6\n"));
                try {
                    if (post(rows.toString())) {
                        acknowledged.addAndGet(TICKS_A_REQUEST);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
                } catch (IOException e) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    /** Opens positions and sets alerts on a price that is crossed at once, or on what never happens. */
    private Thread trader(long seed, int pauseMillis) {
        Random random = new Random(seed);
        return new Thread(() -> {
            while (!stopped) {
                String symbol = "{\"symbol\":\"" + symbol(random.nextInt(SYMBOLS)) + "\",";
                try {
                    switch (random.nextInt(3)) {
                        case 0 ->
                            post(
                                    "/v1/positions",
                                    "application/json",
                                    symbol + "\"side\":\"long\",\"quantity\":1,\"entry_price\":1.5}");
                        case 1 -> post("/v1/alerts", "application/json", symbol + "\"kind\":\"price\",\"level\":1.5}");
                        default ->
                            post(
                                    "/v1/alerts",
                                    "application/json",
                                    symbol + "\"kind\":\"silence\",\"seconds\":1000000}");
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
                } catch (IOException e) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private boolean post(String csv) throws IOException, InterruptedException {
        return post("/v1/ticks", "text/csv", csv);
    }

    /** Whether it was acknowledged. */
    private boolean post(String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private void awaitAcknowledged(long ticks, Jar owner) {
        for (long startNanos = System.nanoTime(); acknowledged.get() < ticks; ) {
            assertThat(owner.isAlive()).as("the server").isTrue();
            assertThat(System.nanoTime() - startNanos)
                    .as("%s of %d", acknowledged, ticks)
                    .isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Records one tick of each symbol, so that everybody has one to end with. */
    private void endAll(List<LiveFollower> followers) throws Exception {
        String rows = "symbol,price\n"
                + String.join(
                        ",2\n",
                        IntStream.range(0, SYMBOLS).mapToObj(LiveKillIT::symbol).toList()) + ",2\n";
        assertThat(post(rows)).isTrue();
        Recorded journal = Recorded.read(work.resolve("data/journal"));
        followers.forEach(follower -> follower.endWith(journal.lastSeq(follower)));
    }

    private static void join(List<Thread> threads, String what) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
            assertThat(thread.isAlive()).as(what).isFalse();
        }
    }

    private void check(List<LiveFollower> followers, long seed) {
        Recorded journal = Recorded.read(work.resolve("data/journal"));
        long connections = 0;
        long frames = 0;
        for (LiveFollower follower : followers) {
            assertThat(follower.failure()).as("seed %d, %s", seed, follower).isNull();
            long[] expected = journal.of(follower);
            long[] got = follower.got();
            // Two long arrays in a failure say nothing: where they part does. An alert may fire at the last ticks, or
            // behind them.
            int same = Arrays.mismatch(got, expected);
            assertThat(same < 0 ? got.length : same)
                    .as("seed %d, %s", seed, follower)
                    .isEqualTo(got.length);
            assertThat(Arrays.stream(got).max()).hasValue(journal.lastSeq(follower));
            connections += follower.connections();
            frames += got.length;
        }
        assertThat(journal.events()).as("events").isGreaterThan(10);
        System.out.println(journal + ", " + frames + " frames sent to " + followers.size() + " clients over "
                + connections + " connections");
    }

    /** What the journal holds: the word of each tick and event as {@link LiveFollower#got} has it, and the number of its symbol. */
    private record Recorded(long[] words, int[] symbols, int events) {
        static Recorded read(Path directory) {
            LongStream.Builder words = LongStream.builder();
            IntStream.Builder symbols = IntStream.builder();
            int events = 0;
            Tick tick = new Tick();
            try (JournalReader reader = JournalReader.open(directory)) {
                while (reader.next()) {
                    long seq = reader.firstSeq();
                    if (reader.type() == RecordType.EVENT) {
                        words.add(-reader.recordNumber());
                        symbols.add(number(StoredEvent.of(reader).fields().text("symbol")));
                        events++;
                    }
                    for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
                        at += TickRow.decode(reader.payload(), at, seq, tick);
                        words.add(seq);
                        symbols.add(number(reader.symbols().name(tick.symbol())));
                    }
                    assertThat(reader.type() == RecordType.TICKS ? reader.firstSeq() + reader.count() : seq)
                            .isEqualTo(seq);
                }
            }
            return new Recorded(words.build().toArray(), symbols.build().toArray(), events);
        }

        private static int number(String symbol) {
            return Integer.parseInt(symbol.substring(1)) - 10;
        }

        /** All that a follower wants. */
        long[] of(LiveFollower follower) {
            return IntStream.range(0, words.length)
                    .filter(i -> follower.wants(symbols[i]))
                    .mapToLong(i -> words[i])
                    .toArray();
        }

        /** The last tick that it wants. */
        long lastSeq(LiveFollower follower) {
            return Arrays.stream(of(follower)).max().orElseThrow();
        }

        @Override
        public String toString() {
            return (words.length - events) + " ticks, " + events + " events";
        }
    }
}
