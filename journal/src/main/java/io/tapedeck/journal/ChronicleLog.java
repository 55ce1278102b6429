package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.File;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.threads.BusyTimedPauser;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The append log in Chronicle Queue: one file a cycle, a record an excerpt. It owns the queue, its appender, the clock that
 * the queue rolls by, and the allocation of the file ahead of what Chronicle writes. One thread at a time; handing it over is
 * the caller's matter.
 */
final class ChronicleLog implements RecordLog {
    /**
     * From this length on a record is written beside the map, into the same pages of the kernel's cache: each page that is
     * first touched through a map costs a fault, several times its copying. Chronicle then makes the record valid through
     * its map, as it does any other.
     */
    private static final int WRITTEN_BYTES = 8 << 10;

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final JournalClock clock;
    private Path file;
    private int fileCycle = -1;

    private final AllocatedFiles allocated;

    private ChronicleLog(
            SingleChronicleQueue queue, ExcerptAppender appender, JournalClock clock, AllocatedFiles allocated) {
        this.queue = queue;
        this.appender = appender;
        this.clock = clock;
        this.allocated = allocated;
    }

    /**
     * Opens the log for its one owner, who holds the lock of the data directory.
     *
     * @param directory the journal's directory
     * @param clock starts at the newest file's cycle or later
     * @param room where a full disk is waited for
     * @throws JournalException DISK_FULL or IO
     */
    static ChronicleLog open(Path directory, JournalClock clock, DiskRoom room) {
        AllocatedFiles allocated = AllocatedFiles.open(directory, clock.cycle(), room);
        SingleChronicleQueue queue = null;
        try {
            queue = ChronicleSettings.builder(directory.toFile())
                    .timeProvider(clock)
                    .build();
            forceUnlock(queue);
            ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
            return new ChronicleLog(queue, appender, clock, allocated);
        } catch (RuntimeException | Error e) {
            allocated.close();
            if (queue != null) {
                queue.close();
            }
            throw new JournalException(
                    Code.IO, "journal " + directory + " cannot be opened for appending: " + e.getMessage(), e);
        }
    }

    /**
     * Takes away the write locks that a killed owner left. Chronicle keeps only a process id in them, which may be ours or
     * that of a stranger by now; that we are alone is proved by the lock of the data directory.
     */
    private static void forceUnlock(SingleChronicleQueue queue) {
        long noWait = 0;
        try (TableStoreWriteLock append = new TableStoreWriteLock(
                        queue.metaStore(), BusyTimedPauser::new, noWait, TableStoreWriteLock.APPEND_LOCK_KEY);
                TableStoreWriteLock write = new TableStoreWriteLock(queue.metaStore(), BusyTimedPauser::new, noWait)) {
            append.forceUnlock();
            write.forceUnlock();
        }
    }

    @Override
    public void append(byte[] record, int length) {
        allocated.before(clock.cycle(), length);
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> bytes = document.wire().bytes();
                if (length < WRITTEN_BYTES) {
                    bytes.write(record, 0, length);
                } else {
                    allocated.write(record, length, bytes.writePosition());
                    bytes.writeSkip(length);
                }
                allocated.writtenTo(bytes.writePosition());
            } catch (Throwable e) {
                document.rollbackOnClose(); // or close would commit the half
                throw e;
            }
        } catch (RuntimeException | Error e) {
            throw new JournalException(
                    Code.IO, "a record of " + length + " bytes cannot be appended to " + file + ": " + e, e);
        }
        if (fileCycle != clock.cycle()) {
            File current = appender.currentFile();
            file = current == null ? null : current.toPath();
            fileCycle = clock.cycle();
        }
    }

    @Override
    public void roll(long nowNanos) {
        clock.roll(nowNanos);
    }

    @Override
    public void refresh() {
        queue.refreshDirectoryListing(); // sets the first and last cycle by compare-and-swap, beside a roll too
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
        allocated.close();
    }
}
