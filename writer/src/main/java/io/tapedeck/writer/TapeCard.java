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
        if (!Files.exists(tape)) {
            return null;
        }
        try (Connection connection = Tape.openForReading(tape);
                TapeMeta meta = new TapeMeta(connection)) {
            return new TapeCard(meta.tapeId(), Boolean.TRUE.equals(meta.synthetic()));
        } catch (SQLException e) {
            throw new TapeException(TapeException.Code.IO, "cannot read the tape " + tape + ": " + e.getMessage(), e);
        }
    }
}
