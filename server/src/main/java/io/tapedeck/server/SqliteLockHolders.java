package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which processes hold SQLite's locks on a tape, told from outside by the kernel's list of locks and the processes' open
 * files (Linux; elsewhere nothing is known). No file of the tape is opened for it: closing one would drop the locks that
 * SQLite has in this process. Any thread.
 *
 * <p>SQLite's locks in WAL mode are on bytes of two files:
 *
 * <pre>
 *   tape.db-shm   120        the write lock
 *                 121        the checkpoint lock
 *                 122        the recovery lock
 *                 123 - 127  a mark a snapshot, shared: the WAL behind it is kept
 *                 128        shared by each who has the file open
 *   tape.db       2^30 ..    pending, reserved, and 510 bytes that are shared by each who has the file open; all are held
 *                            exclusively by who works without WAL
 * </pre>
 */
public final class SqliteLockHolders {
    private static final Path PROCESSES = Path.of("/proc");
    private static final long DATABASE_FIRST = 0x40000000L;
    private static final long DATABASE_LAST = DATABASE_FIRST + 511;
    private static final int MAX_COMMAND = 200;
    private static final int COMMAND_END = 120;

    /** What a process holds. */
    public enum Lock {
        /** The right to write: nobody else can commit. */
        WRITE(120, 120),
        /** The right to checkpoint. */
        CHECKPOINT(121, 121),
        /** The right to recover the WAL: nobody else can begin to read or write. */
        RECOVER(122, 122),
        /** A snapshot: the WAL cannot be emptied meanwhile. */
        READ(123, 127),
        /** The whole file, from before WAL: nobody else can begin to read or write. */
        DATABASE(DATABASE_FIRST, DATABASE_LAST),
        /** Nothing but that it has the file open, which disturbs nobody. */
        OPEN(128, 128);

        private final long first;
        private final long last;

        Lock(long first, long last) {
            this.first = first;
            this.last = last;
        }

        /**
         * Whether the tape's writer has to wait for who holds it.
         *
         * @return true for what shuts the writer out
         */
        public boolean stopsWriting() {
            return this == WRITE || this == RECOVER || this == DATABASE;
        }

        private boolean isShared() {
            return this == READ || this == OPEN;
        }
    }

    /**
     * A process that has the tape open.
     *
     * @param pid its number
     * @param command how it was started, or null where that cannot be read
     * @param locks what it holds
     */
    public record Holder(long pid, String command, Set<Lock> locks) {
        /**
         * Whether the tape's writer has to wait for it.
         *
         * @return true where it holds what shuts the writer out
         */
        public boolean stopsWriting() {
            return locks.stream().anyMatch(Lock::stopsWriting);
        }

        /**
         * In words, for a message.
         *
         * @return for example {@code process 4711 (python3 old.py)}
         */
        public String words() {
            return words(pid, command);
        }

        static String words(long pid, String command) {
            return "process " + pid + (command == null ? "" : " (" + command + ")");
        }
    }

    private final Path database;
    private final Path sharedMemory;
    private final Path wal;

    private SqliteLockHolders(Path tape) {
        database = tape;
        sharedMemory = tape.resolveSibling(tape.getFileName() + "-shm");
        wal = tape.resolveSibling(tape.getFileName() + "-wal");
    }

    /**
     * The holders of a tape's locks.
     *
     * @param tape the tape's path
     * @return what can be asked again and again
     */
    public static SqliteLockHolders of(Path tape) {
        return new SqliteLockHolders(tape);
    }

    /**
     * Whether this system tells at all.
     *
     * @return false on other systems than Linux
     */
    public boolean isKnown() {
        return KernelLock.isListed();
    }

    /**
     * The processes that hold a lock now, this one too. Costs one look at the kernel's list, and the reading of a command for
     * each process in the answer.
     *
     * @return the holders by their numbers; those that cannot be seen from here, as across containers, are missing
     * @throws IOException when the kernel's list cannot be read
     */
    public List<Holder> holders() throws IOException {
        return named(locks());
    }

    /**
     * The processes that have the tape open, whether they hold a lock or not, this one too. Costs a look at the open files of
     * every process that may be looked at.
     *
     * @return the processes by their numbers
     * @throws IOException when the kernel's lists cannot be read
     */
    public List<Holder> openers() throws IOException {
        Map<Long, Set<Lock>> locks = locks();
        Set<FileIdentity> files = new HashSet<>();
        for (Path file : List.of(database, sharedMemory, wal)) {
            files.add(FileIdentity.of(file));
        }
        files.remove(null);
        if (isKnown() && !files.isEmpty()) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : processes) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    if (!locks.containsKey(pid) && hasOpen(pid, files)) {
                        locks.put(pid, EnumSet.of(Lock.OPEN));
                    }
                }
            }
        }
        return named(locks);
    }

    private Map<Long, Set<Lock>> locks() throws IOException {
        Map<Long, Set<Lock>> locks = new TreeMap<>();
        FileIdentity databaseFile = FileIdentity.of(database);
        FileIdentity sharedFile = FileIdentity.of(sharedMemory);
        for (KernelLock lock : KernelLock.held()) {
            if (isOn(lock, databaseFile)) {
                locks.computeIfAbsent(lock.pid(), pid -> EnumSet.noneOf(Lock.class))
                        .addAll(ofDatabase(lock));
            } else if (isOn(lock, sharedFile)) {
                locks.computeIfAbsent(lock.pid(), pid -> EnumSet.noneOf(Lock.class))
                        .addAll(ofSharedMemory(lock));
            }
        }
        locks.values().forEach(SqliteLockHolders::withoutOpenBesideMore);
        return locks;
    }

    /** Some file systems show one device in the list and another to who asks: then the process's open files tell. */
    private static boolean isOn(KernelLock lock, FileIdentity file) {
        return file != null
                && lock.inode() == file.inode()
                && (lock.device().equals(file.deviceInLocks()) || hasOpen(lock.pid(), Set.of(file)));
    }

    private static Set<Lock> ofDatabase(KernelLock lock) {
        boolean shutsOut = lock.exclusive() && lock.covers(Lock.DATABASE.first, Lock.DATABASE.last);
        return EnumSet.of(shutsOut ? Lock.DATABASE : Lock.OPEN);
    }

    private static Set<Lock> ofSharedMemory(KernelLock lock) {
        Set<Lock> held = EnumSet.of(Lock.OPEN);
        for (Lock kind : Lock.values()) {
            // A checkpoint shuts out the marks of snapshots for an instant: that is none of its own.
            if (kind != Lock.DATABASE && lock.exclusive() != kind.isShared() && lock.covers(kind.first, kind.last)) {
                held.add(kind);
            }
        }
        return held;
    }

    private static void withoutOpenBesideMore(Set<Lock> held) {
        if (held.size() > 1) {
            held.remove(Lock.OPEN);
        }
    }

    private static boolean hasOpen(long pid, Set<FileIdentity> files) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(PROCESSES.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (files.contains(FileIdentity.of(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // it has ended, or is another user's
        }
        return false;
    }

    private static List<Holder> named(Map<Long, Set<Lock>> locks) {
        List<Holder> holders = new ArrayList<>();
        locks.forEach((pid, held) -> holders.add(new Holder(pid, command(pid), held)));
        return holders;
    }

    /**
     * How a process was started, its arguments with a blank between them, or null where that cannot be read. A long one is cut
     * in the middle: the end tells more than a class path before it.
     */
    private static String command(long pid) {
        try {
            byte[] arguments =
                    Files.readAllBytes(PROCESSES.resolve(Long.toString(pid)).resolve("cmdline"));
            String text = new String(arguments, StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}+", " ")
                    .strip();
            return text.isEmpty() ? null : shortened(text);
        } catch (IOException e) {
            return null;
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_COMMAND
                ? text
                : text.substring(0, MAX_COMMAND - COMMAND_END) + " ... " + text.substring(text.length() - COMMAND_END);
    }
}
