package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Captures trades of its own symbol beside a test until it is ended: one at a time with pauses, or by the request as fast as they
 * become visible, which waits only while so many are on their way that memory would grow without end, and stops at a number of
 * ticks. Prices count the trades, whose times are a microsecond apart.
 */
final class BackgroundFeed {
    static final String SYMBOL = "FEED";

    private static final int REQUEST_TICKS = 500;
    private static final long ON_THE_WAY_TICKS = 200_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60); // a hang is meant, not a pace

    private final Tapedeck deck;
    private final int requestTicks;
    private final long pauseNanos;
    private final long mostTicks;
    private final Thread thread;
    private final long startNanos = System.nanoTime();
    private volatile boolean ending;
    private volatile Throwable failure;
    private volatile long count;
    private volatile long endNanos;

    private BackgroundFeed(Tapedeck deck, int requestTicks, long pauseNanos, long mostTicks) {
        this.deck = deck;
        this.requestTicks = requestTicks;
        this.pauseNanos = pauseNanos;
        this.mostTicks = mostTicks;
        thread = new Thread(this::feed, "feed");
        thread.start();
    }

    /** One trade at a time, with a pause behind each. */
    static BackgroundFeed slow(Tapedeck deck, long pauseNanos) {
        return new BackgroundFeed(deck, 1, pauseNanos, Long.MAX_VALUE);
    }

    /** As fast as it goes, up to a number of trades. */
    static BackgroundFeed full(Tapedeck deck, long mostTicks) {
        return new BackgroundFeed(deck, REQUEST_TICKS, 0, mostTicks);
    }

    private void feed() {
        try {
            int symbol = deck.capture().symbol(SYMBOL);
            Tick tick = new Tick();
            while (!ending && count < mostTicks) {
                Receipt receipt = submit(symbol, tick);
                if (pauseNanos > 0) {
                    LockSupport.parkNanos(pauseNanos);
                }
                if (count % (20 * REQUEST_TICKS) == 0) {
                    assertThat(receipt.awaitAppended(PATIENCE_NANOS))
                            .as("appended")
                            .isTrue();
                    long seq = Math.max(0, receipt.lastSeq() - ON_THE_WAY_TICKS);
                    deck.query().awaitVisible(seq, Deadline.in(PATIENCE_NANOS));
                }
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure = e;
        }
        endNanos = System.nanoTime();
    }

    private Receipt submit(int symbol, Tick tick) {
        Request request = deck.capture().request(WhenFull.WAIT);
        long number = count;
        for (int i = 0; i < requestTicks; i++) {
            long ts = DeckFixture.nanos(DeckFixture.START) + ++number * 1_000;
            tick.start(symbol, TickKind.TRADE, ts)
                    .recvTs(ts)
                    .decimal(0, number, 0)
                    .decimal(1, 1, 0);
            request.add(tick.side(Side.BUY));
        }
        Receipt receipt = deck.capture().submit(request, WhenFull.WAIT);
        count = number;
        return receipt;
    }

    /** Ends it, and tells how many trades it captured; every one of them did not fail. */
    long end() throws InterruptedException {
        ending = true;
        thread.join(TimeUnit.NANOSECONDS.toMillis(2 * PATIENCE_NANOS));
        assertThat(thread.isAlive()).as("the feed hangs").isFalse();
        assertThat(failure).as("the feed's failure").isNull();
        assertThat(count).isPositive();
        return count;
    }

    long count() {
        return count;
    }

    /** How many a second it captured, once it has ended. */
    long perSecond() {
        return count * 1_000_000_000L / Math.max(1, endNanos - startNanos);
    }
}
