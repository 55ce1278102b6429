package io.tapedeck.journal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock that a test sets. */
final class FakeClock implements EpochClock {
    private final AtomicLong nanos = new AtomicLong(1_795_000_000_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    void move(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
