package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Deletes the journal files that are not to be kept any more, oldest first and one at a time, so that those that are left
 * are always a row without a hole, also where power is lost in between. Any thread, one at a time.
 *
 * <p>A file goes when the bounds are passed, each consumer has read beyond its last {@code seq}, it is forced to disk, and it
 * is none of the newest two, which an owner needs whole at its start. What a file holds is told by the header of the one
 * behind it; once that header is forced too, the sync thread has nothing more to do with the file.
 */
final class JournalRetention {
    private static final int NEWEST_KEPT = 2;

    private final Path directory;
    private final DiskForce disk;
    private final EpochClock clock;
    private final Progress progress;
    private final JournalConsumers consumers;
    private final FileFacts facts;
    private final Runnable refresh;
    private volatile long baseSeq;

    /**
     * Retention over a directory.
     *
     * @param baseSeq the first {@code seq} that the journal holds
     * @param refresh has the append log look at its directory again
     */
    JournalRetention(
            Path directory,
            DiskForce disk,
            EpochClock clock,
            Progress progress,
            JournalConsumers consumers,
            FileFacts facts,
            long baseSeq,
            Runnable refresh) {
        this.directory = directory;
        this.disk = disk;
        this.clock = clock;
        this.progress = progress;
        this.consumers = consumers;
        this.facts = facts;
        this.baseSeq = baseSeq;
        this.refresh = refresh;
    }

    /** The first {@code seq} that the journal still holds. Any thread, at any time. */
    long baseSeq() {
        return baseSeq;
    }

    /**
     * Deletes what may go.
     *
     * @param newestBytes how many bytes of the newest file are in use
     * @throws JournalException IO or DAMAGED; what was deleted by then is gone, oldest first
     */
    synchronized DroppedFiles drop(KeepJournal keep, long newestBytes) {
        List<Path> files = JournalFiles.list(directory);
        if (keep.isForever() || files.size() <= NEWEST_KEPT) {
            return DroppedFiles.NONE;
        }
        long allBytes = facts.bytes(files, newestBytes);
        facts.requireWhole(files); // what is damaged is for recover to see first
        long bytes = 0;
        int dropped = 0;
        String heldBy = null;
        while (dropped < files.size() - NEWEST_KEPT && heldBy == null) {
            FileFacts.Begin next = facts.begin(files.get(dropped + 1));
            if (next == null
                    || next.record() > progress.syncedRecord()
                    || !keep.isPassed(next.nanos(), clock.nanos(), allBytes - bytes)) {
                break;
            }
            JournalConsumer slowest = consumers.slowest();
            if (slowest != null && slowest.seq() <= next.seqBefore()) {
                heldBy = slowest.name();
            } else {
                bytes += drop(files.get(dropped), next);
                dropped++;
            }
        }
        if (dropped > 0) {
            refresh.run();
        }
        return new DroppedFiles(dropped, bytes, heldBy);
    }

    /** Returns the bytes of the file, which is gone from the disk's directory when this returns. */
    private long drop(Path file, FileFacts.Begin next) {
        try {
            long bytes = facts.bytes(file);
            baseSeq = next.seqBefore() + 1; // first, so that nobody is sent to what is about to go
            Files.delete(file);
            disk.force(directory); // before the next one goes: a loss of power may not leave a hole in the row
            facts.forget(file);
            return bytes;
        } catch (IOException e) {
            throw new JournalException(Code.IO, "journal file " + file + " cannot be deleted: " + e, e);
        }
    }
}
