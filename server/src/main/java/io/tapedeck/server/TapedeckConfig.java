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
 */
public record TapedeckConfig(Path data, boolean synthetic, Duration syncEvery, EpochClock clock) {
    /**
     * The defaults: real ticks, a sync every 100 ms, the system's clock.
     *
     * @param data the directory
     * @return the configuration
     */
    public static TapedeckConfig defaults(Path data) {
        return new TapedeckConfig(data, false, Duration.ofMillis(100), EpochClock.SYSTEM);
    }
}
