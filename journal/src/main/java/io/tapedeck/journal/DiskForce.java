package io.tapedeck.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forces a file or a directory to disk: a seam, so that tests can watch it and let it fail. */
@FunctionalInterface
interface DiskForce {
    /** The real one. Forcing a file forces what any mapping of it has written, because both are pages of one cache. */
    DiskForce SYSTEM = path -> {
        boolean directory = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(directory);
        }
    };

    /**
     * Returns when all that was written to the file is on disk.
     *
     * @param path a file or a directory
     */
    void force(Path path) throws IOException;
}
