package io.tapedeck.tools;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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
    private static final Path PROCESSES = Path.of("/proc");
    private static final Path KERNEL_LOCKS = PROCESSES.resolve("locks");
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

    /** Whether this system names the holders of locks at all, as Linux does. */
    static boolean namesHolders() {
        return Files.isReadable(KERNEL_LOCKS);
    }

    /**
     * The process that holds the lock, as the kernel says; empty where it does not say: on other systems than Linux, and where
     * the process cannot be seen from here, as across containers.
     */
    OptionalLong holder() throws IOException {
        if (!namesHolders() || !isOurProc() || !Files.exists(file)) {
            return OptionalLong.empty();
        }
        String inode = Files.getAttribute(file, "unix:ino").toString();
        List<Long> named = Files.readAllLines(KERNEL_LOCKS).stream()
                .map(KERNEL_LOCK::matcher)
                .filter(Matcher::matches)
                .filter(lock -> lock.group(2).equals(inode))
                .map(lock -> Long.parseLong(lock.group(1)))
                .filter(pid -> pid > 0)
                .distinct()
                .toList();
        // Another file system may have a file of the same number; its device cannot be told by the list on every one.
        return named.size() == 1
                ? OptionalLong.of(named.get(0))
                : named.stream()
                        .filter(this::isProvenHolder)
                        .mapToLong(pid -> pid)
                        .findFirst();
    }

    /**
     * Whether a process certainly holds the lock on this very file: one of its open files is this one, and the kernel notes
     * the lock beside it. False too where another user's process may not be looked at.
     */
    boolean isProvenHolder(long pid) {
        Path process = PROCESSES.resolve(Long.toString(pid));
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isThisFile(descriptor)
                        && Files.readString(process.resolve("fdinfo").resolve(descriptor.getFileName()))
                                .lines()
                                .anyMatch(line -> line.startsWith("lock:") && line.contains("WRITE " + pid + " "))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false; // it has ended, or is another user's
        }
    }

    private boolean isThisFile(Path descriptor) {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (IOException e) {
            return false; // closed meanwhile, or no file
        }
    }

    /**
     * Whether {@code /proc} counts processes as this one does. In a container that shows its host's, a number there would be
     * another process here.
     */
    private static boolean isOurProc() throws IOException {
        try (var lines = Files.lines(PROCESSES.resolve("self").resolve("status"))) {
            return lines.filter(line -> line.startsWith("NSpid:"))
                    .allMatch(line -> line.substring("NSpid:".length()).strip().matches("\\d+"));
        }
    }
}
