package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a disk is full. Stateless; any thread. */
public final class DiskSpace {
    /** With less than this on the disk a failure is put down to the want of room, whatever the system's words are. */
    private static final long SHORT_BYTES = 1 << 20;

    private DiskSpace() {}

    /**
     * Whether an error means that there is no room, which can come back, and not that the disk fails.
     *
     * @param error what the system said; its words may be in any language
     * @param path a file or directory on the disk
     * @return true for a full disk and for a quota that is used up
     */
    public static boolean isShort(IOException error, Path path) {
        String words = String.valueOf(error.getMessage());
        return words.contains("No space left on device") || words.contains("Disk quota exceeded") || isShort(path);
    }

    /**
     * Whether a disk has next to nothing left.
     *
     * @param path a file or directory on the disk
     * @return true below 1 MiB; false also where the system does not tell
     */
    public static boolean isShort(Path path) {
        long usableBytes = usableBytes(path);
        return usableBytes >= 0 && usableBytes < SHORT_BYTES;
    }

    /**
     * The bytes that this process may still write.
     *
     * @param path a file or directory on the disk
     * @return the bytes, or -1 where the system does not tell
     */
    public static long usableBytes(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
