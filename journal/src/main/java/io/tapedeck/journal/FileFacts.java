package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a journal's files without reading them through: what the header of each says, and how many bytes of each
 * are in use. A file's length tells nothing of that, for Chronicle Queue makes it 80 MiB at once. Neither ever changes once
 * a file was ended, so each file is looked at once, with a cursor that holds none of them afterwards. Any thread.
 */
final class FileFacts {
    private final Path directory;
    private final Map<Integer, Begin> begins = new HashMap<>(); // by cycle
    private final Map<Integer, Long> endedBytes = new HashMap<>(); // by cycle; all files but the newest

    /**
     * A file's header.
     *
     * @param seqBefore the last {@code seq} before the file
     * @param record the header's own record number
     * @param nanos when it was appended
     */
    record Begin(long seqBefore, long record, long nanos) {}

    FileFacts(Path directory) {
        this.directory = directory;
    }

    /** What a file's header says; null where the file has none yet. */
    synchronized Begin begin(Path file) {
        return begins.get(JournalFiles.cycle(file));
    }

    /** The bytes in use of a file that is not the newest. */
    synchronized long bytes(Path file) {
        return endedBytes.getOrDefault(JournalFiles.cycle(file), 0L);
    }

    /** The bytes in use of all files, where {@code newestBytes} says how many of the newest are. */
    synchronized long bytes(List<Path> files, long newestBytes) {
        look(files);
        return newestBytes + files.stream().mapToLong(this::bytes).sum();
    }

    synchronized void forget(Path file) {
        begins.remove(JournalFiles.cycle(file));
        endedBytes.remove(JournalFiles.cycle(file));
    }

    /**
     * Looks at what was not looked at yet.
     *
     * @param files the journal's files, oldest first
     * @throws JournalException DAMAGED where a file does not begin with its header, or IO
     */
    synchronized void look(List<Path> files) {
        List<Path> ended = files.subList(0, Math.max(0, files.size() - 1));
        boolean known = files.stream().allMatch(file -> begin(file) != null)
                && ended.stream().allMatch(file -> endedBytes.containsKey(JournalFiles.cycle(file)));
        if (known) {
            return;
        }
        try (RecordCursor cursor = RecordCursor.open(directory)) {
            for (Path file : files) {
                if (begin(file) == null) {
                    readHeader(cursor, JournalFiles.cycle(file));
                }
            }
            for (Path file : ended) {
                endedBytes.computeIfAbsent(JournalFiles.cycle(file), cycle -> end(cursor, cycle));
            }
        }
    }

    private void readHeader(RecordCursor cursor, int cycle) {
        if (!cursor.moveTo(RecordCursor.index(cycle, 0)) || !cursor.next(true)) {
            return;
        }
        if (RecordCodec.type(cursor.record()) != RecordType.HEADER) {
            throw RecordCodec.damaged(cursor, "is no header, and the first of its file");
        }
        long seqBefore = FileHeader.read(cursor.record()).lastSeq();
        long nanos = RecordCodec.captureNanos(cursor.record());
        begins.put(cycle, new Begin(seqBefore, RecordCodec.number(cursor.record()), nanos));
    }

    /** Where the last record of a file ends. */
    private static long end(RecordCursor cursor, int cycle) {
        long records = cursor.recordsIn(cycle);
        boolean found = records > 0 && cursor.moveTo(RecordCursor.index(cycle, records - 1)) && cursor.next(false);
        return found ? cursor.endBytes() : 0;
    }
}
