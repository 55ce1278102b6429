package io.tapedeck.tools;

import io.tapedeck.journal.Signal;
import io.tapedeck.server.Tapedeck;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** How far a tick has come on its way through a deck. */
enum Milestone {
    APPENDED,
    SYNCED,
    VISIBLE,
    COMMITTED;

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    BenchStage stage() {
        return BenchStage.valueOf(name());
    }

    /** What wakes who waits for it. */
    private Signal signal(Tapedeck deck) {
        return this == APPENDED || this == SYNCED
                ? deck.journal().progress()
                : deck.writer().progress();
    }

    /** Up to which tick a deck has come. */
    private LongSupplier reached(Tapedeck deck) {
        return switch (this) {
            case APPENDED -> deck.journal()::appendedSeq;
            case SYNCED -> deck.journal()::syncedSeq;
            case VISIBLE -> deck.writer()::visibleSeq;
            case COMMITTED -> deck.writer()::committedSeq;
        };
    }

    /**
     * Watches requests of equal length come to this milestone, and tells how long after their intended starts they did.
     *
     * @param deck the deck
     * @param firstSeq the {@code seq} of the first request's first tick
     * @param requestTicks the ticks of a request
     * @param requests how many there will be
     * @param uncounted how many of them, at the beginning, warm up
     * @param pace when they are meant to start
     */
    Histogram watch(Tapedeck deck, long firstSeq, int requestTicks, long requests, long uncounted, Pace pace)
            throws InterruptedException {
        Histogram tookNanos = Latency.histogram();
        LongSupplier reached = reached(deck);
        Signal signal = signal(deck);
        long done = 0;
        while (done < requests) {
            long seq = firstSeq + (done + 1) * requestTicks - 1;
            if (!signal.await(() -> reached.getAsLong() >= seq, PATIENCE_NANOS)) {
                throw CommandException.failed("seq " + seq + " was not " + stage() + " within a minute, only "
                        + reached.getAsLong() + " was");
            }
            long to = (reached.getAsLong() + 1 - firstSeq) / requestTicks;
            long nowNanos = System.nanoTime(); // behind the look: never earlier than what was seen
            for (; done < to; done++) {
                if (done >= uncounted) {
                    Latency.record(tookNanos, nowNanos - pace.intendedNanos(done));
                }
            }
        }
        return tookNanos;
    }
}
