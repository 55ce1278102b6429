package io.tapedeck.server;

import java.nio.file.Path;
import java.time.Duration;

/** Opens a data directory whose journal rolls, and whose tape commits and checkpoints, many times a second. */
public final class BusyDeck {
    private BusyDeck() {}

    public static Tapedeck open(Path data) {
        return Tapedeck.open(
                TapedeckConfig.defaults(data),
                journal -> journal.withRoll(1 << 20, Duration.ofHours(1)).withSyncEvery(Duration.ofMillis(30)),
                writer -> writer.withCommitEvery(Duration.ofMillis(40)).withWal(128L << 10, 512L << 10));
    }
}
