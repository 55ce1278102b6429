package io.tapedeck.writer;

import io.tapedeck.journal.Journal;
import java.nio.file.Path;

/** Opens a tape whose checkpoints somebody watches: the way in for tests of power cuts. */
public final class WatchedTape {
    private WatchedTape() {}

    /** Watches checkpoints; on the thread that makes them. */
    public interface Watch {
        /** A checkpoint begins: what the WAL holds now is forced before a page of it goes into the tape. */
        void begins();

        /** It has returned; {@code whole} when all of the WAL is in the tape, and forced. */
        void ended(boolean whole);
    }

    public static TapeWriter open(Path tape, Journal journal, TapeWriterConfig config, Watch watch) {
        return TapeWriter.open(tape, journal, config, failure -> {}, new CheckpointWatch() {
            @Override
            public void begins() {
                watch.begins();
            }

            @Override
            public void ended(boolean whole) {
                watch.ended(whole);
            }
        });
    }
}
