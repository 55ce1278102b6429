package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Begins a journal that goes on from a tape whose own journal is not there: its header names the tape's symbols and its last
 * {@code seq}, and a gap record behind it says from which {@code seq} on numbers are given again. It is on disk, stopped in
 * order, when it is returned.
 *
 * @param journalId the new journal's id
 * @param index the place of its header
 * @param record the header's number
 * @param crc the header's checksum
 */
public record JournalSeed(UUID journalId, long index, long record, int crc) {
    /**
     * Begins the journal.
     *
     * @param directory where there is none yet
     * @param symbols the tape's symbols
     * @param lastSeq the last {@code seq} inside the tape
     * @param nextSeq the first {@code seq} that may be given, above {@code lastSeq}
     * @return where the tape stands in it: behind its header
     * @throws JournalException BAD_VALUE where the directory holds a journal, or IO
     */
    public static JournalSeed plant(Path directory, SymbolRegistry symbols, long lastSeq, long nextSeq) {
        if (!JournalFiles.list(directory).isEmpty()) {
            throw new JournalException(Code.BAD_VALUE, directory + " holds a journal: expected none");
        }
        if (nextSeq <= lastSeq) {
            throw new JournalException(Code.BAD_VALUE, "next seq " + nextSeq + ": expected above " + lastSeq);
        }
        try {
            Files.createDirectories(directory);
            UUID id = UUID.randomUUID();
            append(directory, id, symbols, lastSeq, nextSeq);
            for (Path file : JournalFiles.list(directory)) {
                DiskForce.SYSTEM.force(file);
            }
            Ceiling ceiling = new Ceiling(id, nextSeq - 1, nextSeq, BootId.now(), true);
            new CeilingFile(directory, DiskForce.SYSTEM).write(ceiling); // forces the directory too
            return header(directory, id);
        } catch (IOException e) {
            throw new JournalException(Code.IO, "a journal cannot be begun in " + directory + ": " + e, e);
        }
    }

    private static void append(Path directory, UUID id, SymbolRegistry symbols, long lastSeq, long nextSeq) {
        JournalConfig config = JournalConfig.defaults(directory);
        int cycle = JournalClock.cycleAt(config.clock().nanos());
        Numbering last = new Numbering(
                id, lastSeq, 0, 0, cycle, cycle, false, 0, config.clock().nanos());
        Progress progress = new Progress();
        Ceiling ceiling = new Ceiling(id, nextSeq - 1, nextSeq, BootId.now(), false);
        DiskRoom room = new DiskRoom(DiskWrite.SYSTEM);
        CeilingFile file = new CeilingFile(directory, DiskForce.SYSTEM);
        SeqCeiling above = new SeqCeiling(file, ceiling, progress, () -> {}, room);
        List<Path> ended = new ArrayList<>();
        try (RecordLog log = ChronicleLog.open(directory, new JournalClock(cycle), room)) {
            RecordWriter writer = new RecordWriter(config, id, last, log, progress, above, ended);
            writer.know(symbols);
            writer.beginFile();
            writer.gap(nextSeq - 1, GapReason.RESTORED);
        }
    }

    private static JournalSeed header(Path directory, UUID id) {
        try (JournalReader reader = JournalReader.open(directory)) {
            if (!reader.next() || reader.type() != RecordType.HEADER) {
                throw new JournalException(Code.IO, "the journal begun in " + directory + " has no header");
            }
            return new JournalSeed(id, reader.index(), reader.recordNumber(), reader.crc());
        }
    }

    /**
     * No {@code seq} above this one was given by the journal in a directory, also beside its running owner.
     *
     * @param directory the journal's directory
     * @return the ceiling, or 0 where there is none that can be read
     * @throws JournalException NEWER_VERSION or IO
     */
    public static long ceilingSeq(Path directory) {
        return new CeilingFile(directory, DiskForce.SYSTEM)
                .read()
                .map(Ceiling::ceilingSeq)
                .orElse(0L);
    }
}
