package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The key that the owner of a data directory keeps there for its own user: it ends the process, and a server that asks for
 * tokens takes it for one. Stateless.
 */
final class OwnerKey {
    private OwnerKey() {}

    /** The key; null where there is none, or none for this user. */
    static String read(Path data) throws IOException {
        try {
            return Files.readString(data.resolve("tapedeck.stop")).strip();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return null;
        }
    }
}
