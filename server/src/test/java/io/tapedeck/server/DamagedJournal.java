package io.tapedeck.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Damages the journal of a data directory that nobody has open. */
final class DamagedJournal {
    /** An offset in a record whose header it leaves good. */
    static final int IN_PAYLOAD = 80;

    /** An offset in a record's header. */
    static final int IN_HEADER = 20;

    private DamagedJournal() {}

    /** Changes a bit of a record of the one file; the first two are the file's header and its symbols. */
    static void flip(Path data, int record, int offset) throws IOException {
        Path file = file(data);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(records(file).get(record) + offset);
            int old = raw.read();
            raw.seek(raw.getFilePointer() - 1);
            raw.write(old ^ 4);
        }
    }

    /** How many records the one file has. */
    static int count(Path data) throws IOException {
        return records(file(data)).size();
    }

    private static Path file(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(path -> path.toString().endsWith("F.cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Where its records begin. */
    private static List<Integer> records(Path file) throws IOException {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<Integer> records = new ArrayList<>();
        for (int at = content.indexOf("TDR1"); at >= 0; at = content.indexOf("TDR1", at + 1)) {
            records.add(at);
        }
        return records;
    }
}
