package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens a journal's files for their owner: finds where they end, decides where numbering goes on, puts a ceiling above it on
 * disk, and begins a file where one is due. Used once, by the thread that opens the journal.
 *
 * <p>Numbering goes on at the last {@code seq} and one after a stop in order, and after the death of the process under the
 * same run of the kernel, because what was appended is all still there. Otherwise numbers may have been given, and seen by
 * others, whose ticks are lost: it goes on above the ceiling, and a gap record says so. The ceiling file's floor holds that
 * decision until the gap record is on disk.
 */
final class JournalStart {
    private final JournalConfig config;
    private final JournalSeams seams;
    private final SymbolRegistry symbols;
    private final DiskRoom room;
    private final CeilingFile ceilingFile;
    private Optional<Ceiling> found;
    private LossReport salvaged; // null where nothing was damaged

    private RecordLog log;
    private JournalClock clock;
    private Numbering last = Numbering.NONE;
    private Ceiling ceiling;

    private JournalStart(JournalConfig config, JournalSeams seams, SymbolRegistry symbols, DiskRoom room) {
        this.config = config;
        this.seams = seams;
        this.symbols = symbols;
        this.room = room;
        ceilingFile = new CeilingFile(config.directory(), seams.disk());
        found = ceilingFile.read();
    }

    static JournalStart open(JournalConfig config, JournalSeams seams, SymbolRegistry symbols, DiskRoom room) {
        try {
            Files.createDirectories(config.directory());
            JournalStart start = new JournalStart(config, seams, symbols, room);
            start.openFiles();
            return start;
        } catch (IOException e) {
            if (DiskSpace.isShort(e, config.directory())) {
                throw DiskRoom.full(config.directory(), e);
            }
            throw new JournalException(Code.IO, "journal " + config.directory() + " cannot be opened: " + e, e);
        }
    }

    private void openFiles() throws IOException {
        Path directory = config.directory();
        StartSalvage salvage = new StartSalvage(config, seams);
        List<Path> files = withoutUnready(JournalFiles.list(directory));
        if (!files.isEmpty()) {
            salvaged = salvage.run(files, !isWhole());
            files = withoutUnready(JournalFiles.list(directory));
            found = ceilingFile.read();
        }
        int newest = files.isEmpty() ? 0 : JournalFiles.cycle(files.get(files.size() - 1));
        int now = JournalClock.cycleAt(config.clock().nanos());
        clock = new JournalClock(Math.max(newest, now));
        log = openLog();
        try {
            if (!files.isEmpty() && !findsEnd(salvage.lastRecord())) {
                log.close();
                salvaged = LossReport.join(salvaged, salvage.writeAnew(files));
                log = openLog();
                requireEnd(salvage.lastRecord());
            }
            if (!files.isEmpty()) {
                if (last.ended() && last.lastCycle() == clock.cycle()) {
                    clock.roll(config.clock().nanos()); // its owner died between the end of a file and the next one
                }
                forceNewest(files);
            }
            ceiling = nextCeiling();
            ceilingFile.write(ceiling);
            log = seams.log().apply(log);
        } catch (IOException | RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    private static List<Path> withoutUnready(List<Path> files) {
        if (files.isEmpty() || !UnreadyFile.delete(files.get(files.size() - 1))) {
            return files;
        }
        return files.subList(0, files.size() - 1);
    }

    private RecordLog openLog() throws IOException {
        Path table = config.directory().resolve("metadata.cq4t");
        try {
            return ChronicleLog.open(config.directory(), clock, room);
        } catch (JournalException e) {
            if (e.code() != Code.IO || !Files.deleteIfExists(table)) {
                throw e;
            }
            return ChronicleLog.open(config.directory(), clock, room); // the table may be damaged, and holds no ticks
        }
    }

    /** Whether a reader comes to the record that the raw files end with: else Chronicle's pages are damaged. */
    private boolean findsEnd(long lastRecord) {
        try {
            last = findEnd();
            return last.lastRecord() == lastRecord;
        } catch (JournalException e) {
            if (e.code() != Code.DAMAGED) {
                throw e;
            }
            return false;
        }
    }

    private void requireEnd(long lastRecord) {
        last = findEnd();
        if (last.lastRecord() != lastRecord) {
            throw RecordCodec.damaged(
                    "journal " + config.directory(),
                    "ends with record " + last.lastRecord() + " for its readers: expected " + lastRecord
                            + ", as in its files");
        }
    }

    private Numbering findEnd() {
        try (RecordCursor cursor = RecordCursor.open(config.directory())) {
            return JournalEnd.find(cursor, symbols);
        }
    }

    /** What the last process appended and did not come to force; a roll may have left it in two files. */
    private void forceNewest(List<Path> files) throws IOException {
        for (Path file : files.subList(Math.max(0, files.size() - 2), files.size())) {
            seams.disk().force(file);
        }
        seams.disk().force(config.directory());
    }

    /** Whether all that was appended is sure to be there. */
    private boolean isWhole() {
        return found.isPresent() && found.get().nothingLost(seams.bootId());
    }

    private Ceiling nextCeiling() {
        UUID id = last.id() != null ? last.id() : found.map(Ceiling::journalId).orElseGet(UUID::randomUUID);
        long floor = found.map(Ceiling::floorSeq).orElse(1L);
        if (last.lastRecord() > 0 || found.isPresent()) {
            long above = found.map(Ceiling::ceilingSeq).orElse(last.lastSeq() + SeqCeiling.RESERVE) + 1;
            boolean isRaised = isWhole() || found.isPresent() && found.get().isDamagePending(last.lastSeq());
            floor = isRaised ? floor : Math.max(floor, above);
        }
        long next = Math.max(last.lastSeq() + 1, floor);
        boolean damaged = found.isPresent() && found.get().isDamagePending(last.lastSeq());
        return new Ceiling(id, next - 1 + SeqCeiling.RESERVE, floor, seams.bootId(), false, damaged);
    }

    RecordLog log() {
        return log;
    }

    Numbering last() {
        return last;
    }

    /** What was lost and mended, or null where nothing was damaged. */
    LossReport salvaged() {
        return salvaged;
    }

    Ceiling ceiling() {
        return ceiling;
    }

    CeilingFile ceilingFile() {
        return ceilingFile;
    }

    /** Begins a file where the newest has no header or belongs to a cycle that is over, and declares the gap if any. */
    void begin(RecordWriter writer) {
        writer.know(symbols);
        if (last.lastCycle() != clock.cycle()) {
            writer.beginFile();
        }
        if (last.lastSeq() + 1 < ceiling.floorSeq()) {
            writer.gap(ceiling.floorSeq() - 1, ceiling.damaged() ? GapReason.DAMAGE : GapReason.UNCLEAN_REBOOT);
        }
    }
}
