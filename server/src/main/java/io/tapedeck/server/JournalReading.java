package io.tapedeck.server;

import io.tapedeck.journal.CheckSink;
import io.tapedeck.journal.Damage;
import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.JournalRecord;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHasher;
import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.RecordCheck;
import io.tapedeck.writer.SeqRanges;
import io.tapedeck.writer.TapeMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a check of the journal gives for the comparison with a tape: the digests of its ticks up to the tape's applied
 * {@code seq}, which {@code seq} it holds, and whether it holds the tape's applied record. It shows the records to other checks of the
 * tape too. The checking thread's until it ends.
 */
final class JournalReading implements CheckSink {
    private final TapeMeta.Applied applied; // null where there is no tape to compare with
    private final List<RecordCheck> checks;
    private final BiConsumer<Long, Long> progress;
    private final Tick tick = new Tick();
    private final List<Damage> damages = new ArrayList<>();
    private final List<SeqRanges.Range> held = new ArrayList<>();
    private final List<String> symbols = new ArrayList<>();
    private DayDigests digests = new DayDigests();
    private TickHasher hasher;
    private boolean hasEvents;
    private boolean holdsApplied;
    private String appliedWords;

    JournalReading(TapeMeta.Applied applied, List<RecordCheck> checks, BiConsumer<Long, Long> progress) {
        this.applied = applied;
        this.checks = checks;
        this.progress = progress;
    }

    @Override
    public void begin() {
        checks.forEach(RecordCheck::begin);
        damages.clear();
        held.clear();
        symbols.clear();
        digests = new DayDigests();
        hasher = null;
        hasEvents = false;
        holdsApplied = false;
        appliedWords = null;
    }

    @Override
    public void record(JournalRecord record) {
        for (int number = symbols.size(); number < record.symbols().count(); number++) {
            symbols.add(record.symbols().name(number));
        }
        if (applied != null) {
            lookForApplied(record);
        }
        checks.forEach(check -> check.record(record));
        hasEvents |= record.type() == RecordType.EVENT;
        if (record.type() == RecordType.TICKS) {
            hold(record.firstSeq(), record.firstSeq() + record.count() - 1);
            if (applied != null && record.firstSeq() <= applied.seq()) {
                digest(record);
            }
        }
    }

    private void lookForApplied(JournalRecord record) {
        if (record.recordNumber() <= applied.record() && applied.record() <= record.lastRecordNumber()) {
            holdsApplied = record.type() == RecordType.FILLER || record.crc() == applied.crc();
            appliedWords = holdsApplied
                    ? null
                    : "record " + applied.record() + " has the checksum " + Integer.toHexString(record.crc())
                            + " in the journal, and the tape has applied one with "
                            + Integer.toHexString(applied.crc());
        }
    }

    private void hold(long fromSeq, long toSeq) {
        SeqRanges.Range last = held.isEmpty() ? null : held.get(held.size() - 1);
        if (last != null && last.to() + 1 == fromSeq) {
            held.set(held.size() - 1, new SeqRanges.Range(last.from(), toSeq));
        } else {
            held.add(new SeqRanges.Range(fromSeq, toSeq));
        }
    }

    private void digest(JournalRecord record) {
        if (hasher == null) {
            hasher = new TickHasher(symbols::get);
        }
        byte[] rows = record.payload();
        int end = record.rowsEnd();
        long seq = record.firstSeq();
        for (int at = record.rowsOffset(); at < end && seq <= applied.seq(); seq++) {
            at += TickRow.decode(rows, at, seq, tick);
            digests.add(hasher.hash(tick), tick.tsNanos());
        }
    }

    @Override
    public void damage(Damage damage) {
        damages.add(damage);
    }

    @Override
    public void progress(long bytes, long totalBytes) {
        progress.accept(bytes, totalBytes);
    }

    List<Damage> damages() {
        return damages;
    }

    /** The digests of the ticks up to the tape's applied {@code seq}. */
    DayDigests digests() {
        return digests;
    }

    /** The {@code seq} of which there are ticks. */
    SeqRanges held() {
        return SeqRanges.of(held);
    }

    /** Whether there are events. */
    boolean hasEvents() {
        return hasEvents;
    }

    /** The symbols by their numbers. */
    List<String> symbols() {
        return symbols;
    }

    /** Whether the tape's applied record is there, or a filler in its place. */
    boolean holdsApplied() {
        return holdsApplied;
    }

    /** Why the record with the applied one's number is another; null where there is none. */
    String appliedWords() {
        return appliedWords;
    }
}
