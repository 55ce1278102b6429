package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a data directory is opened.
 *
 * @param data the directory; made where it is missing
 * @param synthetic whether the tape is of made-up ticks; a tape keeps the mark that it was made with, and opening it with
 *     another is refused
 * @param syncEvery how often the journal is forced to disk in the background
 * @param clock the wall clock
 * @param keep how much is kept
 */
public record TapedeckConfig(Path data, boolean synthetic, Duration syncEvery, EpochClock clock, Keep keep) {
    /**
     * The defaults: real ticks, a sync every 100 ms, the system's clock, all kept for ever.
     *
     * @param data the directory
     * @return the configuration
     */
    public static TapedeckConfig defaults(Path data) {
        return new TapedeckConfig(data, false, Duration.ofMillis(100), EpochClock.SYSTEM, Keep.FOREVER);
    }

    /**
     * A copy with another mark.
     *
     * @param synthetic whether its ticks are made up
     * @return the copy
     */
    public TapedeckConfig withSynthetic(boolean synthetic) {
        return new TapedeckConfig(data, synthetic, syncEvery, clock, keep);
    }

    /**
     * A copy with another interval.
     *
     * @param syncEvery how often the journal is forced to disk
     * @return the copy
     */
    public TapedeckConfig withSyncEvery(Duration syncEvery) {
        return new TapedeckConfig(data, synthetic, syncEvery, clock, keep);
    }

    /**
     * A copy with another clock.
     *
     * @param clock the wall clock
     * @return the copy
     */
    public TapedeckConfig withClock(EpochClock clock) {
        return new TapedeckConfig(data, synthetic, syncEvery, clock, keep);
    }

    /**
     * A copy that keeps another measure.
     *
     * @param keep how much is kept
     * @return the copy
     */
    public TapedeckConfig withKeep(Keep keep) {
        return new TapedeckConfig(data, synthetic, syncEvery, clock, keep);
    }
}
