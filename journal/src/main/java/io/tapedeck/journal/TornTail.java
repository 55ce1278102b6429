package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest files of a journal anew after a loss of power. Of what was not forced any page may be on disk or not:
 * Chronicle Queue's own pages may point behind a hole, and what it then appends there no reader ever comes to. So the records
 * are taken from the raw bytes, by our own magic, length, checksums and numbers, up to the first that is missing, and
 * appended to fresh files of the same cycles, in which each has the index that it had. What is left behind the bad place
 * was not forced: the old file is kept in {@code quarantine/} beside the journal.
 *
 * <p>Two files, because a roll may have left both unforced. Each step may be the last one of a process that dies: the next
 * start finds the old file or the new one, and does the same again. Used by the owner before it opens the journal.
 */
final class TornTail {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
    private static final int WINDOW_BYTES = 2 * RecordCodec.MAX_BYTES;

    /** What is younger than this may be unforced, also on a slow disk; older records behind a bad place are damage. */
    private static final long UNFORCED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long NONE = -1;

    private final Path directory;
    private final Path fresh;
    private final DiskForce disk;
    private final JournalClock clock;
    private final RecordCodec codec = new RecordCodec();
    private final List<Path> taken = new ArrayList<>(); // files that have a record in the fresh ones
    private final List<Path> leftBehind = new ArrayList<>(); // files with records that were not taken

    private byte[] record = new byte[64 << 10];
    private long lastRecord = NONE;
    private long lastNanos;
    private boolean broken;
    private long nanosBehind;

    // The part of a file that is in memory.
    private final byte[] window = new byte[WINDOW_BYTES];
    private long windowAt;
    private int windowLength;

    private TornTail(Path directory, DiskForce disk, JournalClock clock) {
        this.directory = directory;
        this.fresh = directory.resolve("mending");
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * Mends a journal.
     *
     * @param files its files, oldest first
     * @throws JournalException DAMAGED where more is bad than a loss of power explains; nothing is changed then
     */
    static void mend(Path directory, List<Path> files, DiskForce disk) throws IOException {
        List<Path> newest = files.subList(Math.max(0, files.size() - 2), files.size());
        new TornTail(directory, disk, new JournalClock(JournalFiles.cycle(newest.get(0)))).mend(newest);
    }

    private void mend(List<Path> files) throws IOException {
        deleteFresh();
        try {
            Files.createDirectories(fresh);
            copy(files);
            if (!leftBehind.isEmpty()) {
                checkUnforced();
            }
            if (!taken.isEmpty()) {
                replace(files);
            }
        } finally {
            deleteFresh();
        }
    }

    private void copy(List<Path> files) throws IOException {
        try (RecordLog log = ChronicleLog.open(fresh, clock, new DiskRoom(DiskWrite.SYSTEM))) {
            for (Path file : files) {
                if (JournalFiles.cycle(file) > clock.cycle()) {
                    log.roll(TimeUnit.HOURS.toNanos(JournalFiles.cycle(file)));
                }
                copy(file, log);
            }
        }
    }

    private void checkUnforced() {
        Path file = leftBehind.get(0);
        if (lastRecord == NONE) {
            throw RecordCodec.damaged(file, "has records and no header that can be read");
        }
        if (nanosBehind - lastNanos > UNFORCED_NANOS) {
            throw RecordCodec.damaged(
                    file,
                    "has a bad place behind record number " + lastRecord + ", and records up to "
                            + TimeUnit.NANOSECONDS.toSeconds(nanosBehind - lastNanos) + " s younger behind that");
        }
        LOG.warn(
                "Power was lost: the journal goes on behind record number {}; records behind it that came to the disk"
                        + " out of order are kept in {}",
                lastRecord,
                quarantine());
    }

    private void replace(List<Path> files) throws IOException {
        for (Path old : leftBehind) {
            keep(old);
        }
        for (int i = files.size() - 1; i >= 0; i--) { // never one behind a hole
            Path old = files.get(i);
            if (taken.contains(old)) {
                Path mended = fresh.resolve(old.getFileName());
                disk.force(mended);
                Files.move(mended, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(old);
            }
        }
        Files.deleteIfExists(directory.resolve("metadata.cq4t")); // may be torn as well; Chronicle makes it anew
        disk.force(directory);
    }

    private Path quarantine() {
        return directory.toAbsolutePath().resolveSibling("quarantine");
    }

    private void keep(Path file) throws IOException {
        Files.createDirectories(quarantine());
        Path kept = quarantine().resolve(file.getFileName() + "." + System.currentTimeMillis());
        Files.copy(file, kept);
        disk.force(kept);
        disk.force(quarantine());
    }

    private void deleteFresh() throws IOException {
        if (Files.exists(fresh)) {
            try (Stream<Path> entries = Files.list(fresh)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
            Files.delete(fresh);
        }
    }

    /** Appends a file's records to the log up to the first that is not the next one, and looks at those behind. */
    private void copy(Path file, RecordLog log) throws IOException {
        boolean begun = false;
        boolean left = false;
        windowAt = 0;
        windowLength = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long at = 0; at + RecordCodec.HEADER_BYTES <= size; ) { // a multiple of 4: so Chronicle aligns records
                load(channel, at, size);
                at = nextMagic(at);
                load(channel, at, size);
                if (!isHeader(at, size, file)) {
                    at += 4;
                    continue;
                }
                int length = RecordCodec.length(record);
                if (!broken && isNext(at, begun, file)) {
                    log.append(record, length);
                    lastRecord = RecordCodec.number(record);
                    lastNanos = RecordCodec.captureNanos(record);
                    begun = true;
                    at += length + 3 & ~3;
                } else {
                    broken = true;
                    left = true;
                    nanosBehind = Math.max(nanosBehind, RecordCodec.captureNanos(record));
                    at += 4;
                }
            }
        }
        if (begun) {
            taken.add(file);
        }
        if (left) {
            leftBehind.add(file);
        }
    }

    /** Has a record that begins at {@code at} in the window, whatever its length. */
    private void load(FileChannel channel, long at, long size) throws IOException {
        long windowEnd = windowAt + windowLength;
        if (at >= windowAt && (windowEnd == size || at + RecordCodec.MAX_BYTES <= windowEnd)) {
            return;
        }
        windowAt = at;
        ByteBuffer target = ByteBuffer.wrap(window, 0, (int) Math.min(WINDOW_BYTES, Math.max(0, size - at)));
        while (target.hasRemaining() && channel.read(target, at + target.position()) >= 0) {}
        windowLength = target.position();
    }

    /** The next place in the window where a record may begin, or the window's end. */
    private long nextMagic(long at) {
        int i = (int) (at - windowAt);
        while (i + 4 <= windowLength && LittleEndian.getInt(window, i) != RecordCodec.MAGIC) {
            i += 4;
        }
        return windowAt + i;
    }

    /** Whether a good header of a record stands here, which is then copied as far as it can be. */
    private boolean isHeader(long at, long size, Path file) {
        int from = (int) (at - windowAt);
        if (windowLength - from < RecordCodec.HEADER_BYTES) {
            return false;
        }
        System.arraycopy(window, from, record, 0, RecordCodec.HEADER_BYTES);
        try {
            codec.checkHeader(record, Math.min(size - at, RecordCodec.MAX_BYTES), file);
            return true;
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.DAMAGED) {
                throw e;
            }
            return false;
        }
    }

    /** Whether the record, whose header is good, is whole and the next one; it is copied then. */
    private boolean isNext(long at, boolean begun, Path file) {
        int length = RecordCodec.length(record);
        if (length > record.length) {
            record = new byte[Math.max(length, Math.min(2 * record.length, RecordCodec.MAX_BYTES))];
        }
        System.arraycopy(window, (int) (at - windowAt), record, 0, length);
        boolean header = RecordCodec.type(record) == RecordType.HEADER;
        long number = RecordCodec.number(record);
        if (header == begun || lastRecord != NONE && number != lastRecord + 1) {
            return false;
        }
        try {
            codec.checkPayload(record, file);
            return true;
        } catch (JournalException e) {
            return false;
        }
    }
}
