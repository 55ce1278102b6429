package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A deck, its server and a client, with a clock that stands still and ticks that are the same in every run. Who opens it closes it; one that is
 * registered as an extension ({@link #eachTest}) is a new one in each test, in a directory of its own that goes with it.
 */
final class DeckFixture implements AutoCloseable, BeforeEachCallback, AfterEachCallback {
    /** The clock's time: an hour behind the first tick. */
    static final Instant NOW = Instant.parse("2026-11-23T11:00:00Z");

    /** The first tick's time. */
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    Tapedeck deck;
    HttpServer server;
    Client client;
    private final Tick tick = new Tick();
    private TapedeckConfig config;
    private Path own; // directory, where it is registered

    DeckFixture(Path data) {
        this(config(data));
    }

    DeckFixture(TapedeckConfig config) {
        open(config);
    }

    private DeckFixture() {}

    /** One to register, which is open while a test runs. */
    static DeckFixture eachTest() {
        return new DeckFixture();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        own = Files.createTempDirectory("tapedeck-test-");
        open(config(own));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (client != null) {
            close();
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(own)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private void open(TapedeckConfig config) {
        this.config = config;
        deck = Tapedeck.open(config);
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20));
        client = new Client(server.address());
    }

    /** A stream that has begun. */
    EventStream stream(String query, String... headers) throws IOException, InterruptedException {
        EventStream stream = EventStream.open(server.address(), query, headers);
        assertThat(stream.response().statusCode()).isEqualTo(200);
        return stream;
    }

    /** Closes all and opens it again: the same deck after a restart, at another address. */
    void restart() {
        close();
        open(config);
    }

    /** Begins to serve again at the address of before, after {@code server.close()}. */
    void serveAgain() {
        server = HttpServer.start(
                deck, new ServerConfig("localhost", server.address().getPort(), 1 << 20));
    }

    static TapedeckConfig config(Path data) {
        EpochClock clock = () -> nanos(NOW);
        return TapedeckConfig.defaults(data)
                .withSyncEvery(Duration.ofMillis(20))
                .withClock(clock);
    }

    static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** A trade so many seconds after the start, received 2 ms after its time. */
    void trade(String symbol, long afterSeconds, String price, String size, Side side, String id) {
        long ts = nanos(START.plusSeconds(afterSeconds));
        tick.start(deck.capture().symbol(symbol), TickKind.TRADE, ts).recvTs(ts + 2_000_000);
        decimal(0, price);
        decimal(1, size);
        tick.side(side).id(id);
        deck.capture().add(tick);
    }

    /** A quote so many seconds after the start, without a receive time. */
    void quote(String symbol, long afterSeconds, String bid, String ask) {
        tick.start(deck.capture().symbol(symbol), TickKind.QUOTE, nanos(START.plusSeconds(afterSeconds)));
        decimal(0, bid);
        decimal(2, ask);
        deck.capture().add(tick);
    }

    private void decimal(int decimal, String text) {
        if (text != null) {
            BigDecimal value = new BigDecimal(text);
            tick.decimal(decimal, value.unscaledValue().longValueExact(), value.scale());
        }
    }

    /** Waits until all that was captured is visible. */
    void awaitVisible() throws InterruptedException {
        deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
        deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(TimeUnit.SECONDS.toNanos(10)));
    }

    @Override
    public void close() {
        server.close();
        deck.close();
    }
}
