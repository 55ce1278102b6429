package io.tapedeck.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A POSIX lock that is held now, as Linux lists it in {@code /proc/locks}. Locks of processes that cannot be seen from here, as
 * from within a container, are not in the list.
 *
 * @param pid the process that holds it
 * @param exclusive whether it shuts all others out
 * @param device the file's device, {@code major:minor} in hexadecimal
 * @param inode the file
 * @param from the first byte that is locked
 * @param to the last one
 */
record KernelLock(long pid, boolean exclusive, String device, long inode, long from, long to) {
    private static final Path LIST = Path.of("/proc/locks");
    // A process that waits for a lock has an arrow before POSIX, and holds nothing.
    private static final Pattern LINE = Pattern.compile(
            "\\d+: POSIX\\s+\\S+\\s+(READ|WRITE)\\s+(\\d+) ([0-9a-f]+:[0-9a-f]+):(\\d+) (\\d+) (\\d+|EOF)\\s*");

    static boolean isListed() {
        return Files.isReadable(LIST);
    }

    /** All locks that can be seen from here; none on other systems than Linux. */
    static List<KernelLock> held() throws IOException {
        return isListed()
                ? Files.readAllLines(LIST).stream()
                        .map(KernelLock::parse)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    /** A line of the list; empty where it is no POSIX lock that is held. */
    static Optional<KernelLock> parse(String line) {
        Matcher lock = LINE.matcher(line);
        return !lock.matches()
                ? Optional.empty()
                : Optional.of(new KernelLock(
                        Long.parseLong(lock.group(2)),
                        lock.group(1).equals("WRITE"),
                        lock.group(3),
                        Long.parseLong(lock.group(4)),
                        Long.parseLong(lock.group(5)),
                        lock.group(6).equals("EOF") ? Long.MAX_VALUE : Long.parseLong(lock.group(6))));
    }

    /** Whether it covers any of these bytes. */
    boolean covers(long first, long last) {
        return from <= last && to >= first;
    }
}
