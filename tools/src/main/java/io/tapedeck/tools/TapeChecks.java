package io.tapedeck.tools;

import io.tapedeck.writer.TapeExamination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The tape as an SQLite file, its WAL, and the journal's files beside it. One thread. */
final class TapeChecks {
    static final String REPAIR =
            "run \"tapedeck verify\" for the exact place, stop the server and run \"tapedeck recover\"";

    private static final Duration LIMIT_A_TABLE = Duration.ofSeconds(5);
    private static final long LARGE_WAL_BYTES = 64L << 20;
    private static final long HUGE_WAL_BYTES = 1L << 30;

    private final Path tape;
    private final Path wal;
    private final Path journal;
    private final boolean running;
    private TapeExamination examination;

    TapeChecks(Path data, boolean running) {
        tape = data.resolve("tape.db");
        wal = data.resolve("tape.db-wal");
        journal = data.resolve("journal");
        this.running = running;
    }

    Check.Finding wal() throws IOException {
        long bytes = Files.exists(wal) ? Files.size(wal) : 0;
        String figure = mib(bytes) + " MiB";
        if (bytes <= LARGE_WAL_BYTES) {
            return Check.ok(figure);
        } else if (!running) {
            return Check.warn(figure, "left by a process that died; the next start brings it into the tape");
        }
        String advice = "it is emptied from 16 MiB on unless a snapshot is held: see the check outsiders";
        return bytes <= HUGE_WAL_BYTES ? Check.warn(figure, advice) : Check.fail(figure, advice);
    }

    /** Made once, for three checks; null where there is no tape. */
    private TapeExamination examination() {
        if (examination == null && Files.exists(tape)) {
            examination = TapeExamination.of(tape, LIMIT_A_TABLE);
        }
        return examination;
    }

    private static Check.Finding noTape() {
        return Check.ok("there is no tape yet");
    }

    /** SQLite's own look at its pages, table by table; blocks are for {@code verify}. */
    Check.Finding integrity() {
        TapeExamination found = examination();
        if (found == null) {
            return noTape();
        } else if (!found.damage().isEmpty()) {
            return Check.damage(
                    found.damage().size() + " places, the first in table "
                            + found.damage().get(0).replaceAll("\\s+", " "),
                    REPAIR);
        }
        String figure =
                "SQLite " + found.sqliteVersion() + " finds the pages of " + mib(found.bytes()) + " MiB in order";
        return found.unread().isEmpty()
                ? Check.ok(figure)
                : Check.ok(figure + ", as far as it came in " + LIMIT_A_TABLE.toSeconds()
                        + " s a table (not to the end of " + String.join(", ", found.unread())
                        + "; tapedeck verify --deep reads all)");
    }

    Check.Finding schema() {
        TapeExamination found = examination();
        if (found == null) {
            return noTape();
        } else if (!found.damage().isEmpty()) {
            return Check.fail("not compared, for the tape is damaged", REPAIR);
        } else if (found.schema().isEmpty()) {
            return Check.ok("tables, indexes and views are as this version makes them");
        }
        String figure = String.join("; ", found.schema());
        return found.viewsOnly()
                ? Check.warn(figure, "the next start of the server makes views anew")
                : Check.fail(
                        figure,
                        "another program changed the tape: drop what is not Tapedeck's while no server runs; where a table is"
                                + " missing or changed, stop the server and run \"tapedeck recover --rebuild\"");
    }

    Check.Finding settings() {
        TapeExamination found = examination();
        if (found == null) {
            return noTape();
        }
        List<String> wrong = found.settings();
        return wrong.isEmpty()
                ? Check.ok("journal_mode wal, page_size 4096, encoding UTF-8")
                : Check.warn(
                        String.join("; ", wrong),
                        "another program changed the file; the next start sets journal_mode again, \"tapedeck recover"
                                + " --rebuild\" the others");
    }

    Check.Finding journal() throws IOException {
        if (!Files.isDirectory(journal)) {
            return Files.exists(tape)
                    ? Check.warn(
                            "there is no journal beside the tape",
                            "put it back, or begin anew in another directory: the tape alone can only be read")
                    : Check.ok("there is no journal yet");
        }
        long files = 0;
        long bytes = 0;
        long discarded = 0;
        try (Stream<Path> list = Files.list(journal)) {
            for (Path file : list.toList()) {
                String name = file.getFileName().toString();
                files += name.endsWith(".cq4") ? 1 : 0;
                bytes += name.endsWith(".cq4") ? Files.size(file) : 0;
                discarded += name.endsWith(".discard") ? 1 : 0;
            }
        }
        String figure = files + " files, at most " + mib(bytes) + " MiB";
        return discarded == 0
                ? Check.ok(figure)
                : Check.warn(
                        figure + ", " + discarded + " set aside with the ending .discard",
                        "they had no complete beginning when a process died: keep them, and run \"tapedeck verify\"");
    }

    private static long mib(long bytes) {
        return bytes + (1 << 20) - 1 >> 20;
    }
}
