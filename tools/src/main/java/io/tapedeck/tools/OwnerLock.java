package io.tapedeck.tools;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's lock on a data directory, looked at from outside. Never to be used inside the process that owns the directory:
 * closing the file there would drop its lock. Stateless but for the path.
 */
record OwnerLock(Path file) {
    private static final Path KERNEL_LOCKS = Path.of("/proc/locks");
    private static final Pattern KERNEL_LOCK =
            Pattern.compile("\\d+: \\w+\\s+ADVISORY\\s+WRITE (\\d+) [0-9a-f]+:[0-9a-f]+:(\\d+) .*");

    static OwnerLock of(Path data) {
        return new OwnerLock(data.resolve("tapedeck.lock"));
    }

    /** Whether a process holds the lock now. A shared lock is tried for an instant, which fails only while one does. */
    boolean isHeld() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return free == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The process that holds the lock, as the kernel says; empty where it does not say, as on other systems than Linux. */
    OptionalLong holder() throws IOException {
        if (!Files.isReadable(KERNEL_LOCKS) || !Files.exists(file)) {
            return OptionalLong.empty();
        }
        String inode = Files.getAttribute(file, "unix:ino").toString();
        List<String> locks = Files.readAllLines(KERNEL_LOCKS);
        return locks.stream()
                .map(KERNEL_LOCK::matcher)
                .filter(Matcher::matches)
                .filter(lock -> lock.group(2).equals(inode))
                .mapToLong(lock -> Long.parseLong(lock.group(1)))
                .filter(pid -> pid > 0)
                .findFirst();
    }
}
