package io.tapedeck.tools;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Captures the made-up market: its last hour as fast as it goes, then what happens now, in real time. It owns its thread,
 * and nothing else.
 */
final class DemoFeed implements AutoCloseable {
    /** Any number would do; a fixed one makes every demonstration's prices alike. */
    private static final long SEED = 20_261_123L;

    private static final long PAST_NANOS = Duration.ofHours(1).toNanos();
    private static final long DENSE_PAST_NANOS = Duration.ofMinutes(1).toNanos();
    /** The past is thinner than the present: it is there to be looked at a minute after the start, not to fill the disk. */
    private static final double PAST_DENSITY = 0.15;

    private static final int REQUEST_TICKS = 8_192;
    private static final long PACE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_GAP_NANOS = Duration.ofMinutes(1).toNanos();

    private final Capture capture;
    private final EpochClock clock;
    private final Thread thread = new Thread(this::run, "demo-feed");
    private volatile boolean closed;
    private Request request;

    DemoFeed(Capture capture, EpochClock clock) {
        this.capture = capture;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            awaitRoom();
            long nowNanos = clock.nanos();
            DemoMarket market = new DemoMarket(SEED, nowNanos - PAST_NANOS, DemoInstrument.ALL, capture::symbol);
            advance(market, nowNanos - DENSE_PAST_NANOS, PAST_DENSITY);
            long reachedNanos = nowNanos - DENSE_PAST_NANOS;
            while (!closed) {
                nowNanos = clock.nanos();
                // After the machine slept for long, or the clock was set, a minute's worth stands for all that was
                // missed.
                double density = Math.min(1, (double) LONGEST_GAP_NANOS / Math.max(1, nowNanos - reachedNanos));
                advance(market, nowNanos, density);
                reachedNanos = nowNanos;
                LockSupport.parkNanos(PACE_NANOS);
            }
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.STOPPED) { // stopped is the journal's to tell, and serve ends by it
                throw e;
            }
        }
    }

    private void awaitRoom() {
        while (!closed && capture.held() != null) {
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private void advance(DemoMarket market, long untilNanos, double density) {
        market.advance(untilNanos, density, this::add);
        submit();
    }

    private void add(Tick tick) {
        if (request == null) {
            request = newRequest();
        }
        if (request == null) {
            return;
        }
        request.add(tick);
        if (request.count() == REQUEST_TICKS) {
            submit();
        }
    }

    /** Returns null while the disk is full: what was made up is not missed. */
    private Request newRequest() {
        try {
            return capture.held() == null ? capture.request(WhenFull.WAIT) : null;
        } catch (JournalException e) {
            passOverFullDisk(e);
            return null;
        }
    }

    private void submit() {
        if (request != null) {
            Request full = request;
            request = null;
            try {
                capture.submit(full, WhenFull.WAIT);
            } catch (JournalException e) {
                passOverFullDisk(e);
            }
        }
    }

    private static void passOverFullDisk(JournalException e) {
        if (e.code() != JournalException.Code.DISK_FULL) {
            throw e;
        }
    }

    /** Makes up nothing more. Returns when the last request is captured. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
