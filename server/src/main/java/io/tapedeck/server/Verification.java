package io.tapedeck.server;

import io.tapedeck.journal.CheckSummary;
import io.tapedeck.journal.JournalCheck;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.writer.GapCheck;
import io.tapedeck.writer.KeyCheck;
import io.tapedeck.writer.RecordCheck;
import io.tapedeck.writer.SeqRanges;
import io.tapedeck.writer.TapeCheck;
import io.tapedeck.writer.TapeDamage;
import io.tapedeck.writer.TapeException;
import io.tapedeck.writer.TapeFacts;
import io.tapedeck.writer.TapeMeta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Is a data directory whole? Reads the journal and the tape, each on a thread of its own, and compares their ticks over the
 * range that both hold: from the journal's base to the tape's applied {@code seq} as found at the start, without what the
 * journal has lost and without dates of which retention has deleted the ticks. Changes nothing, and works beside a running
 * owner. Made for one {@link #run}.
 */
public final class Verification {
    private final DataDirectory directory;
    private final boolean deep;
    private final Progress progress;
    private final List<Problem> problems = new ArrayList<>();

    private Verification(Path data, boolean deep, Progress progress) {
        directory = new DataDirectory(data);
        this.deep = deep;
        this.progress = progress;
    }

    /** Told how far it is; on two threads. */
    public interface Progress {
        /**
         * Told now and then.
         *
         * @param bytes bytes of the journal that were read
         * @param totalBytes bytes of the journal
         */
        void journal(long bytes, long totalBytes);

        /**
         * Told now and then.
         *
         * @param ticks ticks of the tape read since the last call
         * @param totalTicks ticks in the tape, about
         */
        void tape(long ticks, long totalTicks);
    }

    /** Where something is wrong, and so what mends it. */
    public enum Part {
        /** In the journal: it is to be salvaged. */
        JOURNAL,
        /** In the tape: it is to be built again. */
        TAPE,
        /** The tape is ahead of what the journal still holds: it stays, and the journal goes on behind it. */
        LINK
    }

    /**
     * Something that is not as it must be.
     *
     * @param part where, and so what mends it
     * @param table the tape's table; null where it is in none, or not known
     * @param place where, for people
     * @param fromSeq the least {@code seq} that is touched, as far as it is known; else 0
     * @param toSeq the greatest {@code seq} that is touched, as far as it is known; else 0
     * @param words what is wrong
     */
    public record Problem(Part part, String table, String place, long fromSeq, long toSeq, String words) {
        static Problem of(TapeDamage damage) {
            return new Problem(
                    Part.TAPE, damage.table(), damage.place(), damage.fromSeq(), damage.toSeq(), damage.words());
        }
    }

    /**
     * A range of {@code seq} that the journal declares, or was found, to hold no ticks of.
     *
     * @param fromSeq the first
     * @param toSeq the last, inclusive
     * @param ticksInTape how many ticks with such {@code seq} the tape has
     */
    public record Lost(long fromSeq, long toSeq, long ticksInTape) {}

    /**
     * What was found.
     *
     * @param journal the journal; null where there is none
     * @param tape the tape's facts; null where there is none, or it cannot be opened
     * @param blocks the tape's blocks
     * @param tapeTicks the ticks in them
     * @param fromSeq the first {@code seq} that was compared
     * @param toSeq the last one; {@code fromSeq - 1} where there was nothing to compare
     * @param journalDigest the journal's ticks in the range
     * @param tapeDigest the tape's ticks in the range
     * @param wholeDigest all ticks of the tape up to its applied {@code seq}
     * @param held the {@code seq} of which the journal has ticks
     * @param lost ranges in the range without ticks in the journal
     * @param problems what is wrong
     * @param seconds how long it took
     */
    public record Result(
            CheckSummary journal,
            TapeFacts tape,
            long blocks,
            long tapeTicks,
            long fromSeq,
            long toSeq,
            TickDigest journalDigest,
            TickDigest tapeDigest,
            TickDigest wholeDigest,
            SeqRanges held,
            List<Lost> lost,
            List<Problem> problems,
            double seconds) {
        /**
         * Whether all holds.
         *
         * @return true where nothing is wrong
         */
        public boolean isWhole() {
            return problems.isEmpty();
        }
    }

    /**
     * Verifies a data directory.
     *
     * @param data the directory
     * @param deep also SQLite's own structure, and every candle and series from their ticks
     * @param progress told how far it is
     * @return what was found
     * @throws ServerException IO where there is neither a journal nor a tape
     * @throws JournalException NEWER_VERSION or IO
     * @throws TapeException NEWER_VERSION, LOCKED or IO
     */
    public static Result run(Path data, boolean deep, Progress progress) {
        return new Verification(data, deep, progress).run();
    }

    private Result run() {
        long start = System.nanoTime();
        boolean hasTape = Files.exists(directory.tape());
        if (!hasTape && !Files.isDirectory(directory.journal())) {
            throw new ServerException(
                    ServerException.Code.IO,
                    directory.path() + " holds no ticks: neither a journal nor tape.db; give --data DIR",
                    null);
        }
        if (!hasTape) {
            problem(Part.TAPE, "tape.db", "is missing: the next serve, or recover, builds it again from the journal");
        }
        try (TapeCheck check = hasTape ? openTape() : null) {
            TapeMeta.Applied applied = check == null ? null : check.facts().applied();
            GapCheck gaps = check == null ? null : check.gaps();
            KeyCheck keys = check == null ? null : check.keys();
            List<RecordCheck> checks = check == null ? List.of() : List.of(gaps, keys);
            JournalReading journal = new JournalReading(applied, checks, progress::journal);
            CompletableFuture<CheckSummary> summary = beginJournal(journal);
            Comparison comparison = new Comparison(check, baseSeq(), progress, problems);
            comparison.readTape();
            comparison.journal(await(summary), journal);
            if (comparison.hasGoodJournal()) {
                damaged(gaps.differences(comparison.ticksInLosses()));
                damaged(keys.differences(journal.held()));
                if (journal.hasEvents() || check.hasEvents()) {
                    damaged(check.events(directory.journal()));
                }
            }
            if (deep && check != null) {
                damaged(check.deep(ticks -> progress.tape(ticks, 0)));
            }
            return comparison.result((System.nanoTime() - start) / 1e9);
        }
    }

    private TapeCheck openTape() {
        try {
            TapeCheck check = TapeCheck.open(directory.tape());
            damaged(check.damages());
            return check;
        } catch (TapeException e) {
            if (e.code() != TapeException.Code.DAMAGED && e.code() != TapeException.Code.NOT_A_TAPE) {
                throw e;
            }
            problem(Part.TAPE, "tape.db", "cannot be opened: " + e.getMessage());
            return null;
        }
    }

    private CompletableFuture<CheckSummary> beginJournal(JournalReading journal) {
        return CompletableFuture.supplyAsync(() -> checkJournal(journal), task -> {
            Thread thread = new Thread(task, "tapedeck-verify-journal");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Returns null where there is no journal. */
    private CheckSummary checkJournal(JournalReading journal) {
        try {
            return JournalCheck.run(directory.journal(), journal);
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.NOT_FOUND) {
                throw e;
            }
            return null;
        }
    }

    private static CheckSummary await(CompletableFuture<CheckSummary> summary) {
        try {
            return summary.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Where the journal begins, to read the tape once only; a guess where its first record is damaged. */
    private long baseSeq() {
        try (JournalReader reader = JournalReader.open(directory.journal())) {
            return reader.next() ? reader.firstSeq() : 1;
        } catch (JournalException e) {
            return 1; // the check of the journal says why
        }
    }

    private void damaged(List<TapeDamage> damages) {
        damages.forEach(damage -> problems.add(Problem.of(damage)));
    }

    private void problem(Part part, String place, String words) {
        problems.add(new Problem(part, null, place, 0, 0, words));
    }
}
