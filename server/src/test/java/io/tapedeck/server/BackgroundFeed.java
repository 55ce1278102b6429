package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Captures trades of its own symbol beside a test, whose prices count them, until it is ended. */
final class BackgroundFeed {
    static final String SYMBOL = "FEED";

    private final Thread thread;
    private volatile boolean ending;
    private volatile RuntimeException failure;
    private volatile long count;

    BackgroundFeed(Tapedeck deck, long pauseNanos) {
        thread = new Thread(() -> feed(deck, pauseNanos), "feed");
        thread.start();
    }

    private void feed(Tapedeck deck, long pauseNanos) {
        try {
            long now = DeckFixture.nanos(DeckFixture.NOW);
            while (!ending) {
                deck.capture().trade(SYMBOL, now, Long.toString(count + 1), "1", Side.BUY);
                count++;
                LockSupport.parkNanos(pauseNanos);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Ends it, and tells how many trades it captured; every one of them did not fail. */
    long end() throws InterruptedException {
        ending = true;
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).as("the feed hangs").isFalse();
        assertThat(failure).as("the feed's failure").isNull();
        assertThat(count).isPositive();
        return count;
    }
}
