package io.tapedeck.writer;

import io.tapedeck.journal.AppliedRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads how far a tape has applied its journal, before either is opened by its owner. Stateless; any thread. */
public final class TapeApplied {
    private TapeApplied() {}

    /**
     * Reads it, over a connection that is closed again.
     *
     * @param tape the tape's path
     * @return the applied record; null where there is no tape, nothing was applied, or the tape cannot be read: what is wrong
     *     with it is for its writer to say
     */
    public static AppliedRecord read(Path tape) {
        if (!Files.exists(tape)) {
            return null;
        }
        try (Connection connection = Tape.openForChecking(tape);
                TapeMeta meta = new TapeMeta(connection)) {
            TapeMeta.Applied applied = meta.applied();
            return applied == null || applied.record() == 0
                    ? null
                    : new AppliedRecord(
                            applied.journalId(), applied.seq(), applied.index(), applied.record(), applied.crc());
        } catch (TapeException | SQLException | IllegalArgumentException e) {
            return null;
        }
    }
}
