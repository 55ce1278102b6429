package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of capture when the disk is full. It is the gate in front of it, which two may shut: who watches the disk, when
 * little is left, and the journal's thread, when nothing is left. And it is where that thread waits: what was accepted
 * stays in the ring until there is room, and nothing fails for good.
 *
 * <p>Before capture has begun nobody waits, and a full disk is an error. Once it is being closed the wait is a short one.
 * The journal's thread allocates; any thread may do the rest.
 */
final class DiskRoom {
    private static final long TRY_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DiskWrite disk;
    private volatile String held;
    private volatile String noRoom;
    private volatile boolean begun;
    private volatile boolean closing;
    private volatile long closingAtNanos;

    DiskRoom(DiskWrite disk) {
        this.disk = disk;
    }

    DiskWrite disk() {
        return disk;
    }

    /** Something that needs blocks of the disk. */
    interface Work {
        void run() throws IOException;
    }

    /** From now on a full disk is waited for. */
    void begin() {
        begun = true;
    }

    /** From now on it is not waited for long. */
    void close() {
        closingAtNanos = System.nanoTime();
        closing = true;
    }

    /** Shuts the gate. */
    void hold(String reason) {
        held = reason;
    }

    /** Opens the gate, as far as the one who shut it is concerned. */
    void release() {
        held = null;
    }

    /** Why capture is held; null where it is not. */
    String refusal() {
        String reason = noRoom;
        return reason != null ? reason : held;
    }

    /** Whether the journal's thread waits for room. */
    boolean isMissing() {
        return noRoom != null;
    }

    /** Throws DISK_FULL while the gate is shut. */
    void check() {
        String reason = refusal();
        if (reason != null) {
            throw new JournalException(
                    Code.DISK_FULL,
                    "capture is held, " + reason + ": nothing of this is recorded; make room, or send again later");
        }
    }

    /** Does what needs room, again and again until there is room for it. */
    void await(Path file, Work work) {
        while (!tried(file, work)) {
            LockSupport.parkNanos(TRY_EVERY_NANOS);
        }
        if (noRoom != null) {
            noRoom = null;
        }
    }

    private boolean tried(Path file, Work work) {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            if (!DiskSpace.isShort(e, file.getParent())) {
                throw new JournalException(Code.IO, file + " cannot be written: " + e, e);
            }
            noRoom = "there is no room on the disk of " + file.getParent();
            if (isOver()) {
                throw full(file, e);
            }
            return false;
        }
    }

    /** Whether waiting is over, or never began. */
    boolean isOver() {
        return !begun || closing && System.nanoTime() - closingAtNanos > CLOSING_NANOS;
    }

    static JournalException full(Path file, IOException cause) {
        return new JournalException(
                Code.DISK_FULL, "there is no room on the disk for " + file + ": make some, and start again", cause);
    }
}
