package io.tapedeck.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The process that holds a directory's lock, kept with the moment of its start, so that no signal can go to a later process of
 * the same number. Where the system does not name holders, it is the process that the owner's file names, if that runs Java.
 * Any thread.
 */
final class LockHolder {
    private static final Pattern JAR = Pattern.compile("(.*/)?tapedeck[^/]*\\.jar");
    private static final int MAX_COMMAND = 200;

    private final OwnerLock lock;
    private final ProcessHandle process;
    private final List<String> arguments;

    private LockHolder(OwnerLock lock, ProcessHandle process) {
        this.lock = lock;
        this.process = process;
        arguments = arguments(process);
    }

    /** The holder, or null where none can be seen from here. */
    static LockHolder of(OwnerLock lock, OwnerFile said) throws IOException {
        if (!OwnerLock.namesHolders()) {
            return said == null
                    ? null
                    : ProcessHandle.of(said.pid())
                            .filter(LockHolder::isJava)
                            .map(process -> new LockHolder(lock, process))
                            .orElse(null);
        }
        OptionalLong pid = lock.holder();
        return pid.isEmpty()
                ? null
                : ProcessHandle.of(pid.getAsLong())
                        .map(process -> new LockHolder(lock, process))
                        .orElse(null);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it runs this program: by its command line, the jar or the main class. Whoever embeds Tapedeck does not. */
    boolean isTapedeck() {
        int jar = arguments.indexOf("-jar") + 1;
        return arguments.contains(Main.class.getName())
                || jar > 0
                        && jar < arguments.size()
                        && JAR.matcher(arguments.get(jar)).matches();
    }

    /** Sends SIGTERM; false where that is not allowed. */
    boolean terminate() {
        return process.destroy();
    }

    /** Sends SIGKILL, but only to a process of this program that holds the lock for certain; false where it is not one. */
    boolean kill() {
        return isTapedeck() && lock.isProvenHolder(pid()) && process.destroyForcibly();
    }

    /** In words, for a message. */
    String words() {
        String command = String.join(" ", arguments).replaceAll("\\p{Cntrl}+", " ");
        return "process " + pid()
                + (command.isEmpty()
                        ? ""
                        : " ("
                                + (command.length() <= MAX_COMMAND
                                        ? command
                                        : command.substring(0, MAX_COMMAND) + "...")
                                + ")");
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().filter(path -> path.endsWith("java")).isPresent();
    }

    private static List<String> arguments(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return process.info().arguments().map(List::of).orElse(List.of());
        }
    }
}
