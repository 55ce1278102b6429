package io.tapedeck.server;

import io.tapedeck.journal.CheckSummary;
import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.server.Verification.Lost;
import io.tapedeck.server.Verification.Part;
import io.tapedeck.server.Verification.Problem;
import io.tapedeck.server.Verification.Result;
import io.tapedeck.writer.SeqRanges;
import io.tapedeck.writer.TapeCheck;
import io.tapedeck.writer.TapeMeta;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The two sides of a {@link Verification}, and what follows from them: what is compared, what is left out, and what differs.
 * Made for one; its thread.
 */
final class Comparison {
    private final TapeCheck check; // null without a tape
    private final TapeMeta.Applied applied; // null where the tape has none
    private final long guessedBase;
    private final Verification.Progress progress;
    private final List<Problem> problems;
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
    private SeqRanges held = SeqRanges.NONE;

    /**
     * Nothing compared yet.
     *
     * @param check the tape's; null without a tape
     * @param guessedBase the journal's first {@code seq}, as far as it is known before the journal is read
     */
    Comparison(TapeCheck check, long guessedBase, Verification.Progress progress, List<Problem> problems) {
        this.check = check;
        this.guessedBase = guessedBase;
        this.progress = progress;
        this.problems = problems;
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
        sums.damages().forEach(damage -> problems.add(Problem.of(damage)));
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
        held = reading.held();
        reading.damages()
                .forEach(damage -> problems.add(new Problem(
                        Part.JOURNAL,
                        null,
                        "journal/" + damage.file().getFileName() + ", byte " + damage.offset(),
                        damage.fromSeq(),
                        damage.toSeq(),
                        damage.words())));
        if (summary == null) {
            problem(Part.JOURNAL, "journal", "is missing: the tape alone was verified");
        } else if (applied != null && isOfThisJournal(summary, reading)) {
            journalDigests = reading.digests();
            compare();
        }
    }

    /** Whether the tape was made from the journal, and there is no damage in that nor between the two. */
    boolean hasGoodJournal() {
        return journal != null && applied != null && problems.stream().allMatch(problem -> problem.part() == Part.TAPE);
    }

    /** How many ticks the tape has of those that the journal has lost. */
    long ticksInLosses() {
        return lost.stream().mapToLong(Lost::ticksInTape).sum();
    }

    private boolean isOfThisJournal(CheckSummary summary, JournalReading reading) {
        if (summary.journalId() != null && !summary.journalId().equals(applied.journalId())) {
            problem(
                    Part.LINK,
                    "tape.db",
                    "was made from the journal " + applied.journalId() + ", and this one is " + summary.journalId());
            return false;
        }
        if (applied.record() > 0 && !reading.holdsApplied()) {
            problem(
                    Part.LINK,
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
                        number >= ofJournal.size() ? Part.LINK : Part.TAPE,
                        "tape.db, table symbol, row " + number,
                        "is " + ofTape.get(number) + ", and " + other + " in the journal");
            }
        }
    }

    private void compare() {
        fromSeq = Math.max(guessedBase, journal.baseSeq());
        toSeq = applied.seq();
        SeqRanges notHeld = held.rest(guessedBase, toSeq);
        if (!notHeld.isEmpty()) {
            leaveOut(notHeld);
        }
        for (long day : tape.differing(journalDigests, fromDay)) {
            TickDigest inTape = tape.of(day);
            TickDigest inJournal = journalDigests.of(day);
            problems.add(new Problem(
                    Part.TAPE,
                    null,
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

    private void problem(Part part, String place, String words) {
        problems.add(new Problem(part, null, place, 0, 0, words));
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
                held,
                List.copyOf(lost),
                List.copyOf(problems),
                seconds);
    }
}
