package io.tapedeck.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that tests make and break. */
final class TestFiles {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final byte[] ZEROS = new byte[CHUNK_BYTES];

    private TestFiles() {}

    static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    /** Copies a journal's directory; the copies are as sparse as their originals. */
    static Path copy(Path directory, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : entries.filter(Files::isRegularFile).toList()) {
                copyFile(path, target.resolve(path.getFileName()));
            }
        }
        return target;
    }

    private static void copyFile(Path source, Path target) throws IOException {
        try (InputStream in = Files.newInputStream(source);
                RandomAccessFile out = new RandomAccessFile(target.toFile(), "rw")) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long at = 0;
            for (int read = in.readNBytes(chunk, 0, CHUNK_BYTES);
                    read > 0;
                    read = in.readNBytes(chunk, 0, CHUNK_BYTES)) {
                if (!Arrays.equals(chunk, 0, read, ZEROS, 0, read)) {
                    out.seek(at);
                    out.write(chunk, 0, read);
                }
                at += read;
            }
            out.setLength(at);
        }
    }
}
