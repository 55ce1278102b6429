package io.tapedeck.server;

import io.tapedeck.journal.AppliedRecord;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Loss;
import io.tapedeck.journal.LossReport;
import io.tapedeck.journal.Salvage;
import io.tapedeck.journal.SalvagePlan;
import io.tapedeck.writer.OldBooks;
import io.tapedeck.writer.SeqRanges;
import io.tapedeck.writer.TapeCarrier;
import io.tapedeck.writer.TapeDamage;
import io.tapedeck.writer.TapeException;
import io.tapedeck.writer.TapeFacts;
import io.tapedeck.writer.TapeMeta;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Makes a data directory whole: salvages the journal, sets a damaged tape aside and builds it again from the journal, carries
 * over from the old tape what the journal does not hold, and brings the tape up to the journal. It owns the directory from
 * {@link #open} to {@link #close}. A plan changes nothing; a crash while it is applied is harmless: the next recovery goes on
 * or begins again. One thread.
 */
public final class Recovery implements AutoCloseable {
    private final DataDirectory directory;
    private final Ownership ownership;
    private final boolean rebuildWanted;
    private final Verification.Progress progress;
    private final RebuiltTape rebuilt;
    private final List<String> steps = new ArrayList<>();

    private Verification.Result found;
    private SalvagePlan salvage;
    private boolean rebuild;
    private boolean catchUp;
    private boolean hadWal;

    private Recovery(DataDirectory directory, boolean rebuildWanted, Verification.Progress progress) {
        this.directory = directory;
        this.rebuildWanted = rebuildWanted;
        this.progress = progress;
        rebuilt = new RebuiltTape(directory);
        ownership = Ownership.claim(directory);
    }

    /**
     * What a recovery did.
     *
     * @param steps what was done, for people, a line each; empty where nothing was to be done
     * @param losses what the journal has lost
     * @param carriedTicks ticks that the journal does not hold and the new tape has from the old one
     * @param damages what of the old tape could not be read, for people
     * @param quarantined where damaged files are now
     */
    public record Report(
            List<String> steps, List<Lost> losses, long carriedTicks, List<String> damages, List<Path> quarantined) {
        /**
         * How many ticks are lost for good, as far as is known.
         *
         * @return those that neither the journal nor the tape has
         */
        public long lostTicks() {
            return losses.stream().mapToLong(Lost::ticks).sum();
        }
    }

    /**
     * What the journal has lost at one place.
     *
     * @param fromSeq the first {@code seq}
     * @param toSeq the last; {@code fromSeq - 1} where no tick is known to be lost
     * @param ticks the ticks that are lost for good: those that the tape has are kept
     * @param keptTicks the ticks that the tape has
     * @param reason what sort of damage it was
     * @param words all of this for people
     */
    public record Lost(long fromSeq, long toSeq, long ticks, long keptTicks, String reason, String words) {}

    /**
     * Takes a directory, reads all of it, and plans.
     *
     * @param data the directory
     * @param rebuild whether to build the tape again though nothing is wrong with it
     * @param progress told how far reading is
     * @return the plan
     * @throws ServerException OWNED when another process has the directory, IO where there is nothing in it
     * @throws TapeException MISMATCH where there is no journal, or the tape is of another one
     */
    public static Recovery open(Path data, boolean rebuild, Verification.Progress progress) {
        if (!Files.isDirectory(data)) {
            throw new ServerException(ServerException.Code.IO, data + ": no such directory", null);
        }
        Recovery recovery = new Recovery(DataDirectory.make(data), rebuild, progress);
        try {
            recovery.directory.holdNativeLibraries();
            recovery.plan();
            return recovery;
        } catch (RuntimeException | Error e) {
            recovery.close();
            throw e;
        }
    }

    private void plan() {
        steps.clear();
        if (rebuilt.isMade()) {
            steps.add("put the tape that was built again in the place of tape.db, which goes to quarantine");
            return;
        }
        hadWal = rebuilt.hasWal();
        found = Verification.run(directory.path(), true, progress);
        deleteWalThatReadingLeft();
        refuseOtherJournal();
        salvage = Salvage.plan(directory.journal(), appliedRecord());
        boolean journalSound = salvage.isEmpty();
        if (!journalSound) {
            steps.addAll(salvage.steps());
        }
        rebuild = rebuildWanted || hasProblem(Verification.Part.TAPE);
        catchUp = !rebuild && (!journalSound || isBehind());
        if (rebuild) {
            planRebuild();
        } else if (catchUp) {
            long last = found.journal().lastSeq();
            steps.add(
                    last > appliedSeq()
                            ? "bring the tape from seq " + appliedSeq() + " up to seq " + last
                                    + ", where the journal ends"
                            : "have the tape, which has all ticks up to seq " + appliedSeq()
                                    + ", follow the journal as it is then");
        }
    }

    private void deleteWalThatReadingLeft() {
        try {
            if (!hadWal) {
                rebuilt.deleteEmptyWal();
            }
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot tidy up beside " + directory.tape() + ": " + e.getMessage(), e);
        }
    }

    /** A tape without its journal is left as it is: a new journal would give numbers again that the tape has. */
    private void refuseOtherJournal() {
        TapeFacts tape = found.tape();
        if (found.journal() == null) {
            throw noJournal(directory);
        }
        UUID journalId = found.journal().journalId();
        if (tape != null
                && tape.applied() != null
                && journalId != null
                && !journalId.equals(tape.applied().journalId())) {
            throw new TapeException(
                    TapeException.Code.MISMATCH,
                    "the tape was made from the journal " + tape.applied().journalId() + ", and this one is "
                            + journalId + ": put the journal back that belongs to it, or move tape.db to a directory of"
                            + " its own, where serve --read-only reads it");
        }
    }

    static TapeException noJournal(DataDirectory directory) {
        return new TapeException(
                TapeException.Code.MISMATCH,
                "there is no journal beside " + directory.tape() + ": put " + directory.journal()
                        + " back, or read the tape alone with serve --read-only and record into another directory");
    }

    private void planRebuild() {
        boolean exists = Files.exists(directory.tape());
        found.problems().stream()
                .filter(problem -> problem.part() == Verification.Part.TAPE)
                .limit(20)
                .forEach(problem -> steps.add("mend " + problem.place() + ": " + problem.words()));
        steps.add("build the tape again from the journal, seq "
                + found.journal().baseSeq() + " to " + found.journal().lastSeq());
        if (exists && found.tape() != null) {
            steps.add("carry over from the old tape what the journal does not hold");
        }
        if (exists) {
            steps.add("keep the old tape in quarantine");
        }
    }

    private boolean hasProblem(Verification.Part part) {
        return found.problems().stream().anyMatch(problem -> problem.part() == part);
    }

    private boolean isBehind() {
        TapeMeta.Applied applied = found.tape() == null ? null : found.tape().applied();
        return !found.journal().clean()
                || applied == null
                || applied.record() < found.journal().lastRecord()
                || hasProblem(Verification.Part.LINK);
    }

    private long appliedSeq() {
        return found.tape() == null || found.tape().applied() == null
                ? 0
                : found.tape().applied().seq();
    }

    private AppliedRecord appliedRecord() {
        TapeMeta.Applied applied = found.tape() == null ? null : found.tape().applied();
        return applied == null || applied.record() == 0
                ? null
                : new AppliedRecord(
                        applied.journalId(), applied.seq(), applied.index(), applied.record(), applied.crc());
    }

    /**
     * What will be done.
     *
     * @return a line for each step; empty where nothing is to be done
     */
    public List<String> steps() {
        return List.copyOf(steps);
    }

    /**
     * Does what was planned.
     *
     * @return what was done
     * @throws ServerException IO
     * @throws TapeException STOPPED, LOCKED or IO
     */
    public Report apply() {
        try {
            return tryApply();
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "recovering " + directory.path() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(ServerException.Code.IO, "the recovery was interrupted", e);
        }
    }

    private Report tryApply() throws IOException, InterruptedException {
        List<String> done = new ArrayList<>(steps);
        List<Path> quarantined = new ArrayList<>();
        if (rebuilt.isMade()) {
            quarantined.addAll(rebuilt.finish(Instant.now()));
            plan();
            done.addAll(steps);
        }
        LossReport lost = new LossReport(List.of(), List.of(), List.of());
        if (!salvage.isEmpty()) {
            lost = salvage.apply();
            quarantined.addAll(lost.quarantined());
            quarantined.add(LossFile.write(directory.path(), lost, Instant.now()));
        }
        List<String> damages = new ArrayList<>();
        long carried = 0;
        if (rebuild) {
            TapeCarrier.Carried all = build(damages);
            carried = all.ticks();
            deleteWalThatReadingLeft();
            quarantined.addAll(rebuilt.made(Instant.now()));
        } else if (catchUp) {
            try (Journal journal = openJournal()) {
                follow(directory.tape(), journal);
            }
        }
        return new Report(done, lost.losses().stream().map(this::lost).toList(), carried, damages, quarantined);
    }

    /** Also has every symbol of the tape in the journal, which may have lost the definitions with its tail. */
    private Journal openJournal() {
        Journal journal =
                Journal.open(JournalConfig.defaults(directory.journal()).withCheckBehind(appliedRecord()));
        try {
            if (found.tape() != null) {
                found.tape().symbols().forEach(journal.capture()::symbol);
                journal.capture().flush().awaitAppended(Long.MAX_VALUE);
            }
            return journal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            journal.close();
            throw new ServerException(ServerException.Code.IO, "the recovery was interrupted", e);
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    private TapeCarrier.Carried build(List<String> damages) throws IOException, InterruptedException {
        rebuilt.begin();
        try (Journal journal = openJournal()) {
            carryBooks(journal, damages);
            follow(rebuilt.making(), journal);
            if (found.tape() == null) {
                return new TapeCarrier.Carried(0, List.of());
            }
            SeqRanges missing = found.held().rest(1, Long.MAX_VALUE - 1);
            TapeCarrier.Carried carried = TapeCarrier.carry(
                    directory.tape(), rebuilt.making(), journal.symbols(), missing, ticks -> progress.tape(ticks, 0));
            carried.damages().forEach(damage -> damages.add(damage.toString()));
            return carried;
        }
    }

    /** Carries over what cannot be made again out of the journal alone, before there is a tick in the new tape. */
    private void carryBooks(Journal journal, List<String> damages) {
        boolean isCutOff = found.journal().baseSeq() > 1;
        List<TapeDamage> unread = new ArrayList<>();
        if (found.tape() != null && isCutOff) {
            unread.addAll(OldBooks.carryEvents(directory.tape(), rebuilt.making(), journal));
        }
        boolean tapeHasMore = isCutOff || found.lost().stream().anyMatch(lost -> lost.ticksInTape() > 0);
        if (found.tape() != null && tapeHasMore && !hasDamagedGaps()) {
            unread.addAll(OldBooks.carryGaps(directory.tape(), rebuilt.making(), journal));
        }
        unread.forEach(damage -> damages.add(damage.toString()));
    }

    private boolean hasDamagedGaps() {
        return found.problems().stream()
                .map(Verification.Problem::table)
                .filter(Objects::nonNull)
                .anyMatch(OldBooks.GAP_TABLES::contains);
    }

    /** Brings a tape up to the journal's end, and closes it. */
    private void follow(Path tape, Journal journal) throws InterruptedException {
        boolean synthetic =
                found.tape() != null && Boolean.TRUE.equals(found.tape().synthetic());
        TapeWriterConfig config = TapeWriterConfig.defaults().withSynthetic(synthetic);
        try (TapeWriter writer = TapeWriter.open(tape, journal, config, failure -> {})) {
            long last = journal.appendedSeq();
            while (!writer.awaitCommitted(last, 1_000_000_000L)) {
                progress.tape(0, last);
            }
        }
    }

    /** Says how much of a loss the tape has. */
    private Lost lost(Loss loss) {
        long kept = 0;
        for (Verification.Lost range : found.lost()) {
            if (range.fromSeq() <= loss.toSeq() && loss.fromSeq() <= range.toSeq()) {
                kept += range.ticksInTape();
            }
        }
        kept = Math.min(kept, loss.ticks());
        return new Lost(
                loss.fromSeq(), loss.toSeq(), loss.ticks() - kept, kept, String.valueOf(loss.reason()), loss.words());
    }

    /** Lets go of the directory. Idempotent. */
    @Override
    public void close() {
        ownership.close();
    }
}
