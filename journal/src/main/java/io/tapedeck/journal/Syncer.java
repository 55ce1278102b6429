package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The thread that forces what was appended to disk, at regular times and when it is asked, and that keeps the ceiling of
 * {@code seq} ahead of use. A failed force stops capture: after it nobody can say what is on disk.
 *
 * <p>Chronicle's own sync is not relied on: it may do nothing, and it skips pages. A force of the whole file does not.
 */
final class Syncer implements Runnable {
    private final Path directory;
    private final DiskForce disk;
    private final Progress progress;
    private final Supplier<Path> currentFile;
    private final Queue<Path> endedFiles;
    private final long everyNanos;
    private final SeqCeiling ceiling;
    private final Signal asked = new Signal();
    private final Timings timings = new Timings();
    private final Thread thread = new Thread(this, "tapedeck-sync");
    private volatile boolean ask;
    private volatile boolean closed;
    private Path forcedDirectoryFor;

    /**
     * A syncer, not started.
     *
     * @param currentFile the file that holds the last record
     * @param endedFiles the files that were ended; a file is in it before the next one is the current
     */
    Syncer(
            Path directory,
            DiskForce disk,
            Progress progress,
            Supplier<Path> currentFile,
            ConcurrentLinkedQueue<Path> endedFiles,
            long everyNanos,
            SeqCeiling ceiling) {
        this.directory = directory;
        this.disk = disk;
        this.progress = progress;
        this.currentFile = currentFile;
        this.endedFiles = endedFiles;
        this.everyNanos = everyNanos;
        this.ceiling = ceiling;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The turns that forced something. Any thread. */
    Timings timings() {
        return timings;
    }

    /** Asks for a turn now. Any thread. */
    void request() {
        ask = true;
        asked.wake();
    }

    @Override
    public void run() {
        while (!closed && progress.failure() == null) {
            try {
                asked.await(() -> ask || closed, everyNanos);
                ask = false;
                turn();
            } catch (InterruptedException e) {
                progress.fail(
                        new JournalException(Code.IO, "the sync thread was interrupted: nothing interrupts it", e));
            }
        }
    }

    /** One turn: the ceiling, then the files. A failure is kept in the progress. */
    private void turn() {
        try {
            ceiling.raiseWhereLow();
            sync();
        } catch (IOException | RuntimeException | Error e) {
            progress.fail(new JournalException(
                    Code.IO, "what was appended cannot be forced to disk in " + directory + ": " + e, e));
        }
    }

    private void sync() throws IOException {
        long record = progress.appendedRecord();
        long seq = progress.appendedSeq();
        if (record == progress.syncedRecord()) {
            return;
        }
        long startNanos = System.nanoTime();
        Path current = currentFile.get(); // before the ended ones: see the constructor
        for (Path ended = endedFiles.peek(); ended != null; ended = endedFiles.peek()) {
            disk.force(ended);
            endedFiles.remove();
        }
        disk.force(current);
        if (!current.equals(forcedDirectoryFor)) {
            disk.force(directory);
            forcedDirectoryFor = current;
        }
        progress.synced(seq, record);
        timings.add(System.nanoTime() - startNanos);
    }

    /** Ends the thread and takes a last turn on the caller's. */
    void close() {
        closed = true;
        asked.wake();
        Joining.join(thread, () -> {
            if (progress.failure() == null) {
                turn();
            }
        });
    }
}
