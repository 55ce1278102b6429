package io.tapedeck.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of the demonstration, which is emptied at every start. Stateless. */
final class DemoDirectory {
    /** What Tapedeck keeps in a data directory; a directory with anything else in it is somebody else's. */
    private static final Set<String> OURS = Set.of(
            "journal",
            "tape.db",
            "tape.db-wal",
            "tape.db-shm",
            "tapedeck.lock",
            "tapedeck.owner",
            "imports.jsonl",
            "quarantine",
            "tmp");

    private DemoDirectory() {}

    static void wipe(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        if (OwnerLock.of(data).isHeld()) {
            throw new CommandException(
                    ExitCodes.OWNED,
                    data + " is in use: stop it with 'tapedeck stop --data " + data + "', or give --data DIR");
        }
        for (Path entry : entries(data)) {
            if (!OURS.contains(entry.getFileName().toString())) {
                throw CommandException.usage(data + " is wiped by --demo, but holds " + entry.getFileName()
                        + ", which is none of Tapedeck's: give --data DIR");
            }
        }
        for (Path entry : entries(data)) {
            if (!entry.endsWith("tapedeck.lock")) { // another start may be holding it by now
                delete(entry);
            }
        }
    }

    private static List<Path> entries(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.toList();
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
