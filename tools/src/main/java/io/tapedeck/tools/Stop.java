package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Ends the owner of a data directory in order. One thread. */
final class Stop {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final Path data;
    private final OwnerLock lock;

    Stop(Path data) {
        this.data = data;
        this.lock = OwnerLock.of(data);
    }

    /**
     * Asks the owner to end, and waits until its lock is free.
     *
     * @param patience how long to wait
     * @return the process that ended, or 0 where none ran
     */
    long run(Duration patience) throws IOException {
        if (!lock.isHeld()) {
            return 0;
        }
        ProcessHandle owner = owner();
        owner.destroy();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (lock.isHeld()) {
            if (System.nanoTime() > deadlineNanos) {
                throw CommandException.failed(
                        data + ": process " + owner.pid() + " did not end within " + patience.toSeconds()
                                + " s; it may still be writing to a slow disk: look again, or end it by hand");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return owner.pid();
    }

    /** The owner's process. A number from a file may have gone to another process meanwhile, so the kernel's word is asked. */
    private ProcessHandle owner() throws IOException {
        OptionalLong holder = lock.holder();
        OwnerFile said = OwnerFile.read(data);
        if (holder.isEmpty() && said == null) {
            throw CommandException.failed(
                    data + " is owned, but neither the kernel nor tapedeck.owner says by which process");
        }
        long pid = holder.orElseGet(said == null ? () -> 0 : said::pid);
        return ProcessHandle.of(pid)
                .filter(process -> holder.isPresent() || isJava(process))
                .orElseThrow(() -> CommandException.failed(data + " is owned by process " + pid
                        + ", which cannot be reached from here: stop it where it runs"));
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().filter(path -> path.endsWith("java")).isPresent();
    }
}
