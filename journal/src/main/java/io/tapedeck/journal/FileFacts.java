package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * What is known of a journal's files without reading them through: what the header of each says, and how many bytes of each
 * are in use. A file's length tells nothing of that, for Chronicle Queue makes it 80 MiB at once. Neither ever changes once
 * a file was ended, so each file is looked at once, with a cursor that holds none of them afterwards. A file of which
 * one cannot be read is damaged: its length stands for its bytes then, and {@link #requireWhole} says why. Any thread.
 */
final class FileFacts {
    private final Path directory;
    private final Map<Integer, Begin> begins = new HashMap<>(); // by cycle
    private final Map<Integer, Long> endedBytes = new HashMap<>(); // by cycle; all files but the newest
    private final Map<Integer, JournalException> damaged = new HashMap<>(); // by cycle

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
        int cycle = JournalFiles.cycle(file);
        return endedBytes.getOrDefault(
                cycle, damaged.containsKey(cycle) ? file.toFile().length() : 0L);
    }

    /** The bytes in use of all files, where {@code newestBytes} says how many of the newest are. */
    synchronized long bytes(List<Path> files, long newestBytes) {
        look(files);
        return newestBytes + files.stream().mapToLong(this::bytes).sum();
    }

    synchronized void forget(Path file) {
        begins.remove(JournalFiles.cycle(file));
        endedBytes.remove(JournalFiles.cycle(file));
        damaged.remove(JournalFiles.cycle(file));
    }

    /** Throws DAMAGED where something that is asked here of these files could not be read. */
    synchronized void requireWhole(List<Path> files) {
        for (Path file : files) {
            JournalException damage = damaged.get(JournalFiles.cycle(file));
            if (damage != null) {
                throw damage;
            }
        }
    }

    /** The first {@code seq} of the oldest of these files whose header can be read; 1 where none can. */
    synchronized long firstSeq(List<Path> files) {
        look(files);
        return files.stream()
                .map(this::begin)
                .filter(Objects::nonNull)
                .findFirst()
                .map(begin -> begin.seqBefore() + 1)
                .orElse(1L);
    }

    /**
     * Looks at what was not looked at yet.
     *
     * @param files the journal's files, oldest first
     * @throws JournalException NEWER_VERSION or IO
     */
    synchronized void look(List<Path> files) {
        List<Path> ended = files.subList(0, Math.max(0, files.size() - 1));
        if (files.stream().allMatch(this::hasBegin) && ended.stream().allMatch(this::hasEnd)) {
            return;
        }
        try (RecordCursor cursor = RecordCursor.open(directory)) {
            for (Path file : files) {
                if (!hasBegin(file)) {
                    read(file, cycle -> readHeader(cursor, cycle));
                }
            }
            for (Path file : ended) {
                if (!hasEnd(file)) {
                    read(file, cycle -> endedBytes.put(cycle, end(cursor, cycle)));
                }
            }
        }
    }

    private boolean hasBegin(Path file) {
        return begin(file) != null || damaged.containsKey(JournalFiles.cycle(file));
    }

    private boolean hasEnd(Path file) {
        int cycle = JournalFiles.cycle(file);
        return endedBytes.containsKey(cycle) || damaged.containsKey(cycle);
    }

    private void read(Path file, IntConsumer reading) {
        int cycle = JournalFiles.cycle(file);
        try {
            reading.accept(cycle);
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.DAMAGED) {
                throw e;
            }
            damaged.put(cycle, e);
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
