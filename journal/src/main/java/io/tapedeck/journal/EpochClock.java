package io.tapedeck.journal;

import java.time.Instant;

/** The wall clock, as a seam: tests set it back and forward. Any thread may call it. */
@FunctionalInterface
public interface EpochClock {
    /** The system's clock. */
    EpochClock SYSTEM = () -> {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    };

    /**
     * The time now. It may go back, as wall clocks do.
     *
     * @return nanoseconds since the epoch
     */
    long nanos();
}
