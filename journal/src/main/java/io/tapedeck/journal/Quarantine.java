package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The directory {@code quarantine} beside the journal, which keeps what was damaged. Nothing in it is ever deleted or changed.
 * One thread at a time.
 */
final class Quarantine {
    private final Path directory;
    private final DiskForce disk;

    /**
     * The quarantine of a journal.
     *
     * @param journal the journal's directory
     */
    Quarantine(Path journal, DiskForce disk) {
        directory = journal.toAbsolutePath().resolveSibling("quarantine");
        this.disk = disk;
    }

    /**
     * Keeps a file under a second name: a link, so that nothing is copied and the file is at no moment without its first
     * name; a copy where the file system has no links. A file that is kept already is not kept again.
     *
     * @return where it is
     */
    Path keep(Path file) throws IOException {
        Files.createDirectories(directory);
        Path kept = find(file);
        if (kept == null) {
            kept = directory.resolve(file.getFileName() + "." + System.currentTimeMillis());
            try {
                Files.createLink(kept, file);
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(file, kept);
                disk.force(kept);
            }
        }
        disk.force(directory);
        disk.force(directory.getParent());
        return kept;
    }

    private Path find(Path file) throws IOException {
        String prefix = file.getFileName() + ".";
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(prefix) && Files.isSameFile(entry, file)) {
                    return entry;
                }
            }
        }
        return null;
    }
}
