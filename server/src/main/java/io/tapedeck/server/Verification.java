package io.tapedeck.server;

import io.tapedeck.journal.CheckSummary;
import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.JournalCheck;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.writer.SeqRanges;
import io.tapedeck.writer.TapeCheck;
import io.tapedeck.writer.TapeDamage;
import io.tapedeck.writer.TapeException;
import io.tapedeck.writer.TapeFacts;
import io.tapedeck.writer.TapeMeta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
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

    /**
     * Something that is not as it must be.
     *
     * @param place where, for people
     * @param fromSeq the least {@code seq} that is touched, as far as it is known; else 0
     * @param toSeq the greatest {@code seq} that is touched, as far as it is known; else 0
     * @param words what is wrong
     */
    public record Problem(String place, long fromSeq, long toSeq, String words) {}

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
            problem("tape.db", "is missing: the next serve, or recover, builds it again from the journal");
        }
        try (TapeCheck check = hasTape ? openTape() : null) {
            TapeMeta.Applied applied = check == null ? null : check.facts().applied();
            JournalReading journal = new JournalReading(applied, progress::journal);
            CompletableFuture<CheckSummary> summary =
                    CompletableFuture.supplyAsync(() -> checkJournal(journal), task -> {
                        Thread thread = new Thread(task, "tapedeck-verify-journal");
                        thread.setDaemon(true);
                        thread.start();
                    });
            Comparison comparison = new Comparison(check, baseSeq());
            comparison.readTape();
            comparison.journal(await(summary), journal);
            if (deep && check != null) {
                check.deep(ticks -> progress.tape(ticks, 0)).forEach(this::problem);
            }
            return comparison.result((System.nanoTime() - start) / 1e9);
        }
    }

    private TapeCheck openTape() {
        try {
            TapeCheck check = TapeCheck.open(directory.tape());
            check.damages().forEach(this::problem);
            return check;
        } catch (TapeException e) {
            if (e.code() != TapeException.Code.DAMAGED && e.code() != TapeException.Code.NOT_A_TAPE) {
                throw e;
            }
            problem("tape.db", "cannot be opened: " + e.getMessage());
            return null;
        }
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

    private void problem(String place, String words) {
        problems.add(new Problem(place, 0, 0, words));
    }

    private void problem(TapeDamage damage) {
        problems.add(new Problem(damage.place(), damage.fromSeq(), damage.toSeq(), damage.words()));
    }

    /** The two sides, and what follows from them. */
    private final class Comparison {
        private final TapeCheck check; // null without a tape
        private final TapeMeta.Applied applied; // null where the tape has none
        private final long guessedBase;
        private final DayDigests tape = new DayDigests();
        private TickDigest whole = new TickDigest();
        private DayDigests journalDigests = new DayDigests();
        private final List<Lost> lost = new ArrayList<>();
        private CheckSummary journal;
        private long blocks;
        private long ticks;
        private long fromDay = Long.MIN_VALUE;
        private long fromSeq = 1;
        private long toSeq;

        Comparison(TapeCheck check, long guessedBase) {
            this.check = check;
            this.guessedBase = guessedBase;
            applied = check == null ? null : check.facts().applied();
        }

        /** Digests the tape below the base and from it on; without an applied seq its blocks are verified alone. */
        void readTape() {
            if (check == null) {
                return;
            }
            long last = applied == null ? Long.MAX_VALUE - 1 : applied.seq();
            SeqRanges ranges = SeqRanges.of(List.of(
                    new SeqRanges.Range(1, Math.min(guessedBase - 1, last)),
                    new SeqRanges.Range(Math.min(guessedBase, last + 1), last)));
            TapeCheck.Sums sums = check.sum(ranges, read -> progress.tape(read, last));
            sums.damages().forEach(Verification.this::problem);
            blocks = sums.blocks();
            ticks = sums.ticks();
            fromDay = sums.ticksFromDay();
            for (int i = 0; i < sums.digests().size(); i++) {
                DayDigests digests = sums.digests().get(i);
                whole.add(digests.since(Long.MIN_VALUE));
                if (ranges.list().get(i).from() >= guessedBase) {
                    tape.add(digests);
                }
            }
        }

        void journal(CheckSummary summary, JournalReading reading) {
            journal = summary;
            reading.damages()
                    .forEach(damage -> problems.add(new Problem(
                            "journal/" + damage.file().getFileName() + ", byte " + damage.offset(),
                            damage.fromSeq(),
                            damage.toSeq(),
                            damage.words())));
            if (summary == null) {
                problem("journal", "is missing: the tape alone was verified");
            } else if (applied != null && isOfThisJournal(summary, reading)) {
                journalDigests = reading.digests();
                compare(reading);
            }
        }

        private boolean isOfThisJournal(CheckSummary summary, JournalReading reading) {
            if (summary.journalId() != null && !summary.journalId().equals(applied.journalId())) {
                problem(
                        "tape.db",
                        "was made from the journal " + applied.journalId() + ", and this one is "
                                + summary.journalId());
                return false;
            }
            if (applied.record() > 0 && !reading.holdsApplied()) {
                problem(
                        "tape.db",
                        reading.appliedWords() != null
                                ? reading.appliedWords()
                                : "has applied record " + applied.record() + " (seq " + applied.seq()
                                        + "), and the journal ends with record " + summary.lastRecord());
            }
            compareSymbols(reading.symbols());
            return true;
        }

        private void compareSymbols(List<String> ofJournal) {
            List<String> ofTape = check.facts().symbols();
            for (int number = 0; number < ofTape.size(); number++) {
                String other = number < ofJournal.size() ? ofJournal.get(number) : "missing";
                if (!ofTape.get(number).equals(other)) {
                    problem(
                            "tape.db, table symbol, row " + number,
                            "is " + ofTape.get(number) + ", and " + other + " in the journal");
                }
            }
        }

        private void compare(JournalReading reading) {
            fromSeq = Math.max(guessedBase, journal.baseSeq());
            toSeq = applied.seq();
            SeqRanges notHeld = reading.held().rest(guessedBase, toSeq);
            if (!notHeld.isEmpty()) {
                leaveOut(notHeld);
            }
            for (long day : tape.differing(journalDigests, fromDay)) {
                TickDigest inTape = tape.of(day);
                TickDigest inJournal = journalDigests.of(day);
                problems.add(new Problem(
                        "tape.db, date " + LocalDate.ofEpochDay(day),
                        fromSeq,
                        toSeq,
                        "its ticks are not those of the journal: the tape has " + inTape.count()
                                + " of this date with seq " + fromSeq + " to " + toSeq + ", the journal "
                                + inJournal.count()));
            }
        }

        /** Takes away what the journal does not hold, and notes how much of it the tape has. */
        private void leaveOut(SeqRanges notHeld) {
            TapeCheck.Sums sums = check.sum(notHeld, read -> progress.tape(read, toSeq));
            for (int i = 0; i < notHeld.list().size(); i++) {
                SeqRanges.Range range = notHeld.list().get(i);
                tape.subtract(sums.digests().get(i));
                if (range.to() >= fromSeq) {
                    lost.add(new Lost(
                            range.from(),
                            range.to(),
                            sums.digests().get(i).since(Long.MIN_VALUE).count()));
                }
            }
        }

        Result result(double seconds) {
            return new Result(
                    journal,
                    check == null ? null : check.facts(),
                    blocks,
                    ticks,
                    fromSeq,
                    toSeq,
                    journalDigests.since(fromDay),
                    tape.since(fromDay),
                    whole,
                    List.copyOf(lost),
                    List.copyOf(problems),
                    seconds);
        }
    }
}
