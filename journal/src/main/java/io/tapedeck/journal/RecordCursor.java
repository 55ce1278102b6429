package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerState;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * A place in the journal's files, moved by index or to the next record, which is copied out of the file and checked: the
 * reading side of the seam behind which Chronicle Queue stands. It opens the files for reading only and owns its mapping of
 * them. One thread at a time, which may be another one later.
 *
 * <p>An index is the cycle in the upper 32 bits and the record's number within its file, from 0, in the lower.
 */
final class RecordCursor implements AutoCloseable {
    private static final int FIRST_BYTES = 64 << 10;

    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final RecordCodec codec = new RecordCodec();
    private byte[] record = new byte[FIRST_BYTES];
    private long index = -1;
    private long endBytes;

    private RecordCursor(Path directory, SingleChronicleQueue queue) {
        this.directory = directory;
        this.queue = queue;
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
    }

    /**
     * Opens a journal at its first record.
     *
     * @throws JournalException NOT_FOUND or IO
     */
    static RecordCursor open(Path directory) {
        if (JournalFiles.list(directory).isEmpty() || !Files.exists(directory.resolve("metadata.cq4t"))) {
            throw new JournalException(
                    Code.NOT_FOUND, directory + " holds no journal: expected its files and metadata.cq4t");
        }
        try {
            return new RecordCursor(
                    directory, ChronicleSettings.reader(directory.toFile()).build());
        } catch (RuntimeException | Error e) {
            throw new JournalException(Code.IO, "journal " + directory + " cannot be opened for reading: " + e, e);
        }
    }

    /**
     * Moves to the next record and copies it.
     *
     * @param withTicks whether the payload of ticks is wanted; that of other records always is
     * @return false where there is none yet
     * @throws JournalException DAMAGED or NEWER_VERSION
     */
    boolean next(boolean withTicks) {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            index = document.index();
            endBytes = document.wire().bytes().readLimit();
            copy(document.wire().bytes(), withTicks);
            return true;
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException | InternalError e) {
            throw new JournalException(
                    Code.DAMAGED,
                    "the record behind " + this + " cannot be read: " + e + "; run verify, then recover",
                    e);
        }
    }

    private void copy(Bytes<?> bytes, boolean withTicks) {
        long available = bytes.readRemaining();
        int header = (int) Math.min(available, RecordCodec.HEADER_BYTES);
        bytes.read(record, 0, header);
        codec.checkHeader(record, available, this);
        if (!withTicks && RecordCodec.type(record) == RecordType.TICKS) {
            return;
        }
        int length = RecordCodec.length(record);
        if (length > record.length) {
            byte[] larger = new byte[Math.max(length, Math.min(2 * record.length, RecordCodec.MAX_BYTES))];
            System.arraycopy(record, 0, larger, 0, header);
            record = larger;
        }
        bytes.read(record, header, length - header);
        codec.checkPayload(record, this);
    }

    /** The record, whose array is overwritten by {@link #next}. */
    byte[] record() {
        return record;
    }

    /** The index of the record. */
    long index() {
        return index;
    }

    /** Where the record ends in its file. */
    long endBytes() {
        return endBytes;
    }

    /** Goes to an index, whose record {@link #next} then reads; false, with the place unknown, where there is none. */
    boolean moveTo(long index) {
        try {
            return tailer.moveToIndex(index);
        } catch (RuntimeException | InternalError e) {
            throw new JournalException(
                    Code.DAMAGED,
                    "index " + Long.toHexString(index) + " of journal " + directory + " cannot be read: " + e
                            + "; run verify, then recover",
                    e);
        }
    }

    /** Whether the last {@link #next} found the end mark of a file, and no file behind it. */
    boolean isBehindEnd() {
        return tailer.state() == TailerState.END_OF_CYCLE;
    }

    /** Whether the file that this place is in was deleted; what is mapped of it can be read to its end. */
    boolean isFileGone() {
        File file = tailer.currentFile();
        return file != null && !file.exists();
    }

    /** Whether a file of this cycle is there. */
    boolean hasFile(int cycle) {
        return Arrays.stream(cycles()).anyMatch(each -> each == cycle);
    }

    /** Goes to the first record that is left: Chronicle's own start may be a file that was dropped. */
    void toStart() {
        int missed = -1;
        for (int[] cycles = cycles(); cycles.length > 0; cycles = cycles()) {
            if (moveTo(index(cycles[0], 0))) {
                return;
            }
            if (cycles[0] == missed) {
                break; // it was there twice, so nobody drops it: it has no record yet
            }
            missed = cycles[0];
        }
        tailer.toStart();
    }

    /** The cycles of the journal's files, oldest first. */
    int[] cycles() {
        queue.refreshDirectoryListing();
        return JournalFiles.list(directory).stream()
                .mapToInt(JournalFiles::cycle)
                .toArray();
    }

    /** How many records a file holds; more may be appended. */
    long recordsIn(int cycle) {
        return tailer.excerptsInCycle(cycle);
    }

    static long index(int cycle, long number) {
        return (long) cycle << 32 | number;
    }

    static int cycleOf(long index) {
        return (int) (index >>> 32);
    }

    @Override
    public void close() {
        tailer.close();
        queue.close();
    }

    @Override
    public String toString() {
        File file = tailer.currentFile();
        return "record " + (index & 0xFFFFFFFFL) + " of " + (file == null ? directory : file);
    }
}
