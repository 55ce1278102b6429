package io.tapedeck.journal;

import io.tapedeck.journal.Patch.LostRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns the damage in a journal into what is to be done about it, file by file: good records are kept where they are, and a
 * {@link Patch} stands for each run of lost ones. A run that ends with the header of a file goes to the end of the file
 * before; one that a file begins with gets that file's header made anew. One thread at a time.
 */
final class SalvagePlanner implements JournalWalk.Visitor {
    private static final FileHeader NO_HEADER = new FileHeader(null, 0, 0, 1L << 30, 3_600_000);

    private final Path directory;
    private final AppliedRecord applied;
    private final JournalWalk walk;
    private final RecordOrder order = new RecordOrder();
    private final List<FilePlan> files = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private final List<Patch> patches = new ArrayList<>();
    private final List<IndexCheck.Marks> marks = new ArrayList<>();
    private final KnownSymbols known = new KnownSymbols();

    private FileHeader header; // of the newest file that has one
    private List<Damage> pending = new ArrayList<>(); // found since the last good record
    private int defined;
    private long captureNanos;
    private boolean tailIsTorn;
    private CeilingCheck ceiling;

    /**
     * A planner that has seen nothing.
     *
     * @param applied a record that was there once, with all before it, or null
     * @param trustedRecord the ticks of records up to this number are not read
     */
    SalvagePlanner(Path directory, AppliedRecord applied, long trustedRecord) {
        this.directory = directory;
        this.applied = applied;
        walk = new JournalWalk(this, trustedRecord);
    }

    /**
     * Walks through files, the journal's newest ones.
     *
     * @param reachesApplied whether the journal must reach to the applied record even where its end looks whole
     */
    void walk(List<Path> paths, boolean reachesApplied) throws IOException {
        CeilingCheck before = new CeilingCheck(directory);
        for (int i = 0; i < paths.size(); i++) {
            boolean isLast = i == paths.size() - 1;
            files.add(new FilePlan(paths.get(i), isLast, order.copy()));
            marks.add(new IndexCheck.Marks(paths.get(i)));
            walk.file(paths.get(i), isLast ? null : paths.get(i + 1), at -> {});
        }
        walk.end();
        ceiling = before;
        end(reachesApplied);
    }

    /** Looks whether readers get to all records by Chronicle's pages. */
    void checkIndexes() throws IOException {
        new IndexCheck(directory, this::damage).run(marks);
    }

    /** Compares the ceiling file with the records. */
    void checkCeiling() {
        Damage wrong = ceiling.check(id().orElse(null), lastSeq(), walk.lastRecord());
        if (wrong != null) {
            damage(wrong);
        }
    }

    @Override
    public void record(RecordScan scan) {
        byte[] record = scan.record();
        FilePlan file = files.get(files.size() - 1);
        LostRun lost = lost();
        if (!lost.isEmpty()) {
            place(scan, file, lost);
        }
        pending = new ArrayList<>();
        file.countRecord();
        marks.get(marks.size() - 1).take(RecordCodec.number(record));
        order.take(record);
        captureNanos = RecordCodec.captureNanos(record);
        takeSymbols(record);
    }

    @Override
    public void damage(Damage damage) {
        damages.add(damage);
        pending.add(damage);
        tailIsTorn |= damage.kind() == DamageKind.TORN_TAIL;
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).file().equals(damage.file()) && damage.kind() != DamageKind.MISSING_FILE) {
                files.get(i).damaged();
                marks.get(i).damaged();
            }
        }
    }

    private LostRun lost() {
        for (Damage damage : pending) {
            if (damage.records() > 0) {
                return new LostRun(damage.firstRecord(), damage.lastRecord(), damage.fromSeq(), damage.toSeq());
            }
        }
        return new LostRun(1, 0, 1, 0);
    }

    private long bytesLost() {
        return pending.stream().mapToLong(Damage::length).sum();
    }

    private void place(RecordScan scan, FilePlan file, LostRun lost) {
        boolean beginsFile = file.records() == 0;
        boolean isHeader = RecordCodec.type(scan.record()) == RecordType.HEADER;
        if (beginsFile && isHeader) {
            FilePlan before = lastWithRecords();
            if (before != null) { // else it is the journal's base that moves
                Patch patch = new Patch(lost, bytesLost(), captureNanos, defined, null);
                before.patchAtEnd(patch);
                patches.add(patch);
            }
            return;
        }
        long nanos = captureNanos == 0 ? RecordCodec.captureNanos(scan.record()) : captureNanos;
        Patch patch = new Patch(lost, bytesLost(), nanos, defined, beginsFile ? header() : null);
        file.patchInFrontOf(scan.recordAt(), patch);
        patches.add(patch);
    }

    private FilePlan lastWithRecords() {
        for (int i = files.size() - 1; i >= 0; i--) {
            if (files.get(i).records() > 0) {
                return files.get(i);
            }
        }
        return null;
    }

    /** What a header that is made anew takes over, for the file as it is known now. */
    private FileHeader header() {
        if (header != null) {
            return header;
        }
        UUID id = new CeilingFile(directory, DiskForce.SYSTEM)
                .read()
                .map(Ceiling::journalId)
                .orElse(applied == null ? UUID.randomUUID() : applied.journalId());
        return new FileHeader(id, 0, 0, NO_HEADER.rollBytes(), NO_HEADER.rollMillis());
    }

    private void takeSymbols(byte[] record) {
        if (RecordCodec.type(record) == RecordType.HEADER) {
            header = FileHeader.read(record);
        }
        int needed = patches.isEmpty() ? 0 : KnownSymbols.neededBy(record);
        if (needed > defined) {
            patchFor(needed).defineUpTo(needed);
            defined = needed;
        }
        if (KnownSymbols.hasDefinitions(record)) {
            known.take(record);
            defined = Math.max(defined, KnownSymbols.definedBy(record));
        }
    }

    /** The last run of lost records among which symbols can have been defined. */
    private Patch patchFor(int needed) {
        for (int i = patches.size() - 1; i >= 0; i--) {
            if (patches.get(i).hasRoomForSymbols()) {
                return patches.get(i);
            }
        }
        throw new JournalException(
                JournalException.Code.DAMAGED,
                "journal " + directory + " has ticks with symbol number " + (needed - 1)
                        + ", which no record defines, and none that did is missing; salvage cannot mend that");
    }

    /** What is known to have stood behind the last good record. */
    private void end(boolean reachesApplied) {
        LostRun lost = lost();
        long lastRecord = lost.isEmpty() ? walk.lastRecord() : lost.lastRecord();
        long lastSeq = lost.isEmpty() ? walk.lastSeq() : lost.toSeq();
        boolean mayBeShort = applied != null && walk.isKnown() && isOfThisJournal();
        if (mayBeShort && (tailIsTorn || reachesApplied) && applied.record() > lastRecord) {
            if (!tailIsTorn) {
                damage(endIsMissing());
            }
            lastRecord = applied.record();
            lastSeq = Math.max(lastSeq, applied.seq());
        }
        LostRun run = new LostRun(walk.lastRecord() + 1, lastRecord, walk.lastSeq() + 1, lastSeq);
        FilePlan last = lastWithRecords();
        if (!run.isEmpty() && last != null) {
            Patch patch = new Patch(run, bytesLost(), captureNanos, defined, null);
            last.patchAtEnd(patch);
            patches.add(patch);
        }
    }

    private Damage endIsMissing() {
        FilePlan last = files.get(files.size() - 1);
        long fromRecord = walk.lastRecord() + 1;
        long fromSeq = walk.lastSeq() + 1;
        return new Damage(
                DamageKind.TORN_TAIL,
                last.file(),
                0,
                0,
                fromRecord,
                applied.record(),
                fromSeq,
                Math.max(fromSeq - 1, applied.seq()),
                "the journal ends with record " + walk.lastRecord() + ", and the tape has applied record "
                        + applied.record() + ": what the tape has is kept there, and lost here");
    }

    private boolean isOfThisJournal() {
        return header == null || header.id().equals(applied.journalId());
    }

    /** Has the newest files written anew though nothing may be bad in them. */
    void writeNewestAnew(int count) {
        for (FilePlan file : files.subList(Math.max(0, files.size() - count), files.size())) {
            file.writeAnew();
        }
    }

    List<FilePlan> files() {
        return files;
    }

    List<Damage> damages() {
        return damages;
    }

    boolean tailIsTorn() {
        return tailIsTorn;
    }

    /** The journal's id as its headers say, or empty. */
    Optional<UUID> id() {
        return Optional.ofNullable(header).map(FileHeader::id);
    }

    /** The last {@code seq} that a record has or that a patch stands for. */
    long lastSeq() {
        long last = walk.lastSeq();
        for (Patch patch : patches) {
            last = Math.max(last, patch.toSeq());
        }
        return last;
    }

    /** The number of the last record that is there or that a patch stands for. */
    long lastRecord() {
        long last = walk.lastRecord();
        for (Patch patch : patches) {
            last = Math.max(last, patch.lastRecord());
        }
        return last;
    }

    /** The symbols by number, as far as any patch needs them. */
    SymbolRegistry symbols() {
        SymbolRegistry symbols = new SymbolRegistry();
        known.define(symbols, defined);
        return symbols;
    }
}
