package io.tapedeck.query;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many bytes SQLite has in temporary files of this process. They have no names any more, so they are found among the open
 * files, where Linux lists them; elsewhere it is 0. Opens none of them. Stateless; any thread.
 */
final class TemporaryBytes {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final String PREFIX = "etilqs_";

    private TemporaryBytes() {}

    static long now() {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path file : files) {
                bytes += bytes(file);
            }
        } catch (IOException e) {
            return 0; // no Linux
        }
        return bytes;
    }

    private static long bytes(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().contains(PREFIX) ? Files.size(link) : 0;
        } catch (IOException e) {
            return 0; // closed meanwhile
        }
    }
}
