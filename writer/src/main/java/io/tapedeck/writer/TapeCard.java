package io.tapedeck.writer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What a tape says of itself to who only looks, without being its owner.
 *
 * @param id which tape it is
 * @param synthetic whether its ticks are made up
 */
public record TapeCard(UUID id, boolean synthetic) {
    /**
     * Reads a tape's card, over a connection that is closed again. Any thread.
     *
     * @param tape the tape's path
     * @return the card, or null where there is no such file
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE or IO
     */
    public static TapeCard read(Path tape) {
        return Files.exists(tape) ? read(tape, Tape.openForReading(tape)) : null;
    }

    /**
     * The same without a trace: where nobody has the tape open, nothing is made beside it. What the card says never changes,
     * so it does not matter whether somebody opens it meanwhile. Any thread.
     *
     * @param tape the tape's path
     * @return the card, or null where there is no such file
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE or IO
     */
    public static TapeCard look(Path tape) {
        if (!Files.exists(tape)) {
            return null;
        }
        boolean still = !Files.exists(tape.resolveSibling(tape.getFileName() + "-wal"));
        return read(tape, still ? Tape.openStill(tape) : Tape.openForReading(tape));
    }

    private static TapeCard read(Path tape, Connection opened) {
        try (Connection connection = opened;
                TapeMeta meta = new TapeMeta(connection)) {
            return new TapeCard(meta.tapeId(), Boolean.TRUE.equals(meta.synthetic()));
        } catch (SQLException e) {
            throw new TapeException(TapeException.Code.IO, "cannot read the tape " + tape + ": " + e.getMessage(), e);
        }
    }
}
