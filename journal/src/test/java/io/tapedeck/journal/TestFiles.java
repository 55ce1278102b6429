package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that tests make and break. */
final class TestFiles {
    private TestFiles() {}

    static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    /** Copies a closed journal's directory. */
    static Path copy(Path directory, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : entries.toList()) {
                Files.copy(path, target.resolve(path.getFileName()));
            }
        }
        return target;
    }
}
