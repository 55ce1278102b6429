package io.tapedeck.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes and deletes the directories that a measurement works in. Any thread. */
final class Directories {
    private Directories() {}

    static Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BenchmarkException(
                    BenchmarkException.Code.IO, "cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a directory and all in it; what a dying process takes away meanwhile is no failure. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            if (!(e instanceof NoSuchFileException) && !(e.getCause() instanceof NoSuchFileException)) {
                throw new BenchmarkException(
                        BenchmarkException.Code.IO, "cannot delete " + directory + ": " + e.getMessage(), e);
            }
        }
    }
}
