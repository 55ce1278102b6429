package io.tapedeck.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which file a path stands for, as the kernel counts files. It is asked for by name: the file is never opened, since closing
 * it would drop the locks that SQLite has on it in this process.
 *
 * @param device the number of its file system
 * @param inode its number there
 */
record FileIdentity(long device, long inode) {
    /** The file behind a path, or null where there is none, or none that may be looked at. */
    static FileIdentity of(Path path) {
        try {
            Map<String, Object> found = Files.readAttributes(path, "unix:dev,ino");
            return new FileIdentity((Long) found.get("dev"), (Long) found.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null; // gone meanwhile, another user's, or another system than Unix
        }
    }

    /** The device as the kernel's list of locks writes it. */
    String deviceInLocks() {
        long major = device >> 8 & 0xfff | device >> 32 & 0xfffff000L;
        long minor = device & 0xff | device >> 12 & 0xffffff00L;
        return String.format("%02x:%02x", major, minor);
    }
}
