package io.tapedeck.journal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The {@code seq} up to which numbers may be given before the ceiling on disk must be raised. The sync thread raises it well
 * ahead of use; the journal's thread waits only where it would pass it.
 */
final class SeqCeiling {
    /** How far ahead of use the ceiling is kept. */
    static final long RESERVE = 1L << 26;

    private final CeilingFile file;
    private final Progress progress;
    private final Runnable ask;
    private final DiskRoom room;
    private final Signal raised = new Signal();
    private volatile Ceiling ceiling;

    /**
     * A ceiling that is on disk.
     *
     * @param ask asks the sync thread to raise it
     * @param room tells how long a full disk is waited for
     */
    SeqCeiling(CeilingFile file, Ceiling ceiling, Progress progress, Runnable ask, DiskRoom room) {
        this.file = file;
        this.ceiling = ceiling;
        this.progress = progress;
        this.ask = ask;
        this.room = room;
    }

    /** Raises the ceiling on disk where less than half of the reserve is left. The sync thread's. */
    void raiseWhereLow() throws IOException {
        long seq = progress.appendedSeq();
        if (ceiling.ceilingSeq() - seq < RESERVE / 2) {
            Ceiling higher = ceiling.raised(seq + RESERVE);
            try {
                file.write(higher);
            } catch (IOException e) {
                if (DiskSpace.isShort(e, file.directory())) {
                    return; // the next turn tries again, and the reserve lasts for 2^25 ticks of turns
                }
                throw e;
            }
            ceiling = higher;
            raised.wake();
        }
    }

    /** Says on disk that all is forced and no number beyond the last was given. */
    void stop() throws IOException {
        file.write(ceiling.stopped(progress.appendedSeq()));
    }

    /** Returns at once while {@code seq} is below the ceiling, else asks for a higher one and waits. */
    void require(long seq) {
        if (seq > ceiling.ceilingSeq()) {
            awaitAbove(seq);
        }
    }

    private void awaitAbove(long seq) {
        boolean interrupted = false;
        while (seq > ceiling.ceilingSeq()) {
            if (progress.failure() != null) {
                throw progress.stopped();
            }
            if (room.isOver()) {
                throw DiskRoom.full(file.directory(), null);
            }
            ask.run();
            try {
                raised.await(
                        () -> seq <= ceiling.ceilingSeq() || progress.failure() != null,
                        TimeUnit.MILLISECONDS.toNanos(100));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
