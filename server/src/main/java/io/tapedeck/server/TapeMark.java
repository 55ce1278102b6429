package io.tapedeck.server;

import io.tapedeck.writer.Tape;
import io.tapedeck.writer.TapeMeta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What a tape says of itself without being opened as its owner.
 *
 * @param id which tape it is
 * @param synthetic whether its ticks are made up
 */
record TapeMark(UUID id, boolean synthetic) {
    /** Reads a tape's mark; null where there is no tape. */
    static TapeMark read(Path tape) {
        if (!Files.exists(tape)) {
            return null;
        }
        try (Connection connection = Tape.openForReading(tape);
                TapeMeta meta = new TapeMeta(connection)) {
            return new TapeMark(meta.tapeId(), Boolean.TRUE.equals(meta.synthetic()));
        } catch (SQLException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot read the tape " + tape + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses to mix made-up ticks with real ones.
     *
     * @throws ServerException WRONG_TAPE, naming the command that fits
     */
    static void check(DataDirectory directory, boolean synthetic) {
        TapeMark mark = read(directory.tape());
        if (mark == null || mark.synthetic() == synthetic) {
            return;
        }
        String data = directory.path().toString();
        throw new ServerException(
                ServerException.Code.WRONG_TAPE,
                synthetic
                        ? "the tape in " + data + " holds real ticks, and --demo would mix made-up ones in: run"
                                + " \"tapedeck serve --data " + data
                                + "\" without --demo, or --demo with another --data"
                        : "the tape in " + data + " was made by --demo, and its ticks are made up: run \"tapedeck serve"
                                + " --demo --data " + data + "\", or give another --data for real ticks",
                null);
    }
}
