package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes files of a journal anew, by plan: good records are taken from the raw bytes and appended to a fresh file of the same
 * cycle in {@code mending/} below the journal, patches between them, and the fresh file is renamed over the old one. Each
 * step may be the last one of a process that dies: the next salvage finds the old file or the new one. For the owner of the
 * directory; one thread at a time.
 */
final class FileRewrite {
    private final Path directory;
    private final Path fresh;
    private final DiskForce disk;
    private final SymbolRegistry symbols;

    /**
     * A rewriter.
     *
     * @param symbols the names that patches need
     */
    FileRewrite(Path directory, DiskForce disk, SymbolRegistry symbols) {
        this.directory = directory;
        this.fresh = directory.resolve("mending");
        this.disk = disk;
        this.symbols = symbols;
    }

    /** Writes one file anew, or takes it away where nothing would be in it. */
    void run(FilePlan plan) throws IOException {
        if (plan.isWithoutRecords()) {
            Files.delete(plan.file());
            disk.force(directory);
            return;
        }
        deleteFresh();
        try {
            Files.createDirectories(fresh);
            write(plan);
            Path mended = fresh.resolve(plan.file().getFileName());
            finish(mended, plan);
            disk.force(mended);
            Files.move(mended, plan.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            disk.force(directory);
        } finally {
            deleteFresh();
        }
    }

    private void write(FilePlan plan) throws IOException {
        int cycle = JournalFiles.cycle(plan.file());
        try (ChronicleLog log = ChronicleLog.open(fresh, new JournalClock(cycle), new DiskRoom(DiskWrite.SYSTEM));
                RecordScan scan = new RecordScan(plan.file(), plan.before())) {
            for (RecordScan.Found found = scan.next(true); found != RecordScan.Found.END; found = scan.next(true)) {
                if (found == RecordScan.Found.RECORD) {
                    append(log, plan.patchInFrontOf(scan.recordAt()));
                    log.append(scan.record(), RecordCodec.length(scan.record()));
                }
            }
            append(log, plan.patchAtEnd());
        }
    }

    /** Reads the fresh file to its end, and puts the mark there that Chronicle ends a file with. */
    private void finish(Path mended, FilePlan plan) throws IOException {
        long endAt;
        try (RecordScan scan = new RecordScan(mended, plan.before())) {
            RecordScan.Found found = scan.next(false);
            while (found == RecordScan.Found.RECORD) {
                found = scan.next(false);
            }
            if (found != RecordScan.Found.END || scan.ending() != RecordScan.Ending.OPEN) {
                throw new IOException(mended + " is not what was written: the disk or its memory fails");
            }
            endAt = scan.endAt();
        }
        if (!plan.isLast()) {
            RecordScan.writeEnd(mended, endAt);
        }
    }

    private void append(RecordLog log, Patch patch) {
        List<byte[]> records = patch == null ? List.of() : patch.records(symbols);
        for (byte[] record : records) {
            log.append(record, record.length);
        }
    }

    /** Deletes what a salvage that died left behind. */
    void deleteFresh() throws IOException {
        if (Files.exists(fresh)) {
            try (Stream<Path> entries = Files.list(fresh)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
            Files.delete(fresh);
        }
    }
}
