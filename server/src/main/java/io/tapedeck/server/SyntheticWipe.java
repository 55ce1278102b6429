package io.tapedeck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Empties the directory of a made-up tape, under its lock. Real ticks and other people's files are never touched. Stateless.
 */
final class SyntheticWipe {
    /** What Tapedeck keeps in a data directory, but for the lock, which stays: it is held while this works. */
    private static final Set<String> OURS = Set.of(
            "journal",
            "tape.db",
            "tape.db-wal",
            "tape.db-shm",
            "tape.db.rebuilding",
            "tape.db.rebuilding-wal",
            "tape.db.rebuilding-shm",
            "tape.db.rebuilt",
            "tapedeck.owner",
            "tapedeck.owner.new",
            "tapedeck.stop",
            "tapedeck.stop.new",
            "token",
            "token.new",
            "mcp-url-token",
            "mcp-url-token.new",
            "imports.jsonl",
            "quarantine",
            "reserve",
            "tmp");

    private SyntheticWipe() {}

    static void wipe(DataDirectory directory) {
        try (Ownership held = Ownership.claim(directory)) {
            directory.holdNativeLibraries();
            TapeMark.check(directory, true);
            List<Path> entries = entries(directory);
            for (Path entry : entries) {
                if (!OURS.contains(entry.getFileName().toString())) {
                    throw new ServerException(
                            ServerException.Code.WRONG_TAPE,
                            directory.path() + " is emptied before a demonstration, but holds " + entry.getFileName()
                                    + ", which is none of Tapedeck's: give another --data",
                            null);
                }
            }
            entries.forEach(SyntheticWipe::delete);
            held.announce(null, null); // its card went with the rest
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot empty " + directory.path() + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot empty " + directory.path() + ": " + e.getMessage(), e.getCause());
        }
    }

    private static List<Path> entries(DataDirectory directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory.path())) {
            return entries.filter(entry -> !entry.equals(directory.lock())).toList();
        }
    }

    /** Deletes a directory with all that is in it, or a file. */
    static void delete(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
