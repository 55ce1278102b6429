package io.tapedeck.journal;

import io.tapedeck.journal.RecordScan.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Walks through the raw files of a journal in order, and tells the good records and the damaged places between them. What is
 * lost at a bad place is known only at the next good record, which may be in another file. One thread at a time.
 */
final class JournalWalk {
    /** Takes what is found. */
    interface Visitor {
        /** A good record, at which the scan stands. */
        void record(RecordScan scan);

        /** A damaged place, in front of the good record behind it, or at the end. */
        void damage(Damage damage);
    }

    /** A place that is bad, of which it is not known yet what is lost there. */
    private record BadPlace(Path file, long offset, long bytes, byte[] header, String what) {}

    private static final long PROGRESS_BYTES = 8 << 20;

    private final Visitor visitor;
    private final long trustedRecord;
    private final RecordOrder order = new RecordOrder();
    private final List<BadPlace> pending = new ArrayList<>();

    // Of the last good record; the order is ahead of it by the time that it is looked at.
    private boolean known;
    private boolean damaged; // a bad place was met: which symbols must be defined behind it, ticks alone tell
    private long lastRecord;
    private long lastSeq;

    /**
     * A walk that has met nothing.
     *
     * @param trustedRecord the ticks of records up to this number are not read, as long as no bad place is met: their headers
     *     are believed
     */
    JournalWalk(Visitor visitor, long trustedRecord) {
        this.visitor = visitor;
        this.trustedRecord = trustedRecord;
    }

    /**
     * Walks through the next file.
     *
     * @param next the file behind it, or null for the last one, which may be appended to
     * @param progress told now and then how many bytes of the file were walked through
     */
    void file(Path file, Path next, LongConsumer progress) throws IOException {
        try (RecordScan scan = new RecordScan(file, order, next)) {
            boolean lookedAgain = false;
            long told = 0;
            while (true) {
                switch (scan.next(damaged || order.lastRecord() >= trustedRecord)) {
                    case RECORD -> {
                        resolve(scan);
                        visitor.record(scan);
                        if (scan.recordAt() >= told + PROGRESS_BYTES) {
                            told = scan.recordAt();
                            progress.accept(told);
                        }
                    }
                    case HOLE -> bad(new BadPlace(file, scan.holeAt(), scan.holeBytes(), null, "is no record"));
                    case END -> {
                        String wrong = wrongEnd(scan, next);
                        if (wrong == null || lookedAgain) {
                            end(scan, wrong);
                            return;
                        }
                        lookedAgain = true; // its owner may have appended to it, and ended it, since it was read
                        scan.again();
                    }
                }
            }
        }
    }

    /** Tells what is still open when no file is left. */
    void end() {
        for (BadPlace place : pending) {
            long toRecord = lastRecord;
            long toSeq = lastSeq;
            if (place.header() != null && RecordCodec.number(place.header()) > lastRecord) {
                toRecord = RecordCodec.number(place.header());
                toSeq = RecordCodec.firstSeq(place.header()) + RecordCodec.count(place.header()) - 1;
            }
            damage(DamageKind.TORN_TAIL, place, lastRecord + 1, toRecord, lastSeq + 1, Math.max(toSeq, lastSeq));
        }
        pending.clear();
    }

    /** Whether any record was met. */
    boolean isKnown() {
        return known;
    }

    /** The last record that was met, or that a filler stands for; 0 for none. */
    long lastRecord() {
        return lastRecord;
    }

    /** The last {@code seq} that was met; 0 for none. */
    long lastSeq() {
        return lastSeq;
    }

    private void end(RecordScan scan, String wrong) {
        if (wrong != null) {
            byte[] header = scan.lostHeader();
            bad(new BadPlace(
                    scan.file(), scan.endAt(), scan.tornBytes(), header == null ? null : header.clone(), wrong));
        }
    }

    private void bad(BadPlace place) {
        pending.add(place);
        damaged = true;
    }

    /** What is wrong with the end of a file, or null. An owner makes the next file first, and ends this one before it begins that. */
    private static String wrongEnd(RecordScan scan, Path next) throws IOException {
        if (scan.ending() == Ending.TORN) {
            return "is finished and no whole record";
        }
        if (scan.ending() == Ending.ENDED) {
            return null;
        }
        boolean isLast = next == null || UnreadyFile.is(next);
        if (!isLast) {
            return "is not the end mark, without which no reader goes on";
        }
        if (scan.endAt() == 0 && scan.hasTraces()) {
            return "has nothing of Chronicle Queue's in front, and there are pieces of records behind";
        }
        return null;
    }

    /** Tells what was lost in front of a good record. */
    private void resolve(RecordScan scan) {
        byte[] record = scan.record();
        long number = RecordCodec.number(record);
        long seq = RecordCodec.firstSeq(record);
        if (!known) {
            assumeBase(scan);
        }
        boolean lost = number > lastRecord + 1;
        boolean missing = lost && pending.isEmpty();
        if (missing) {
            bad(new BadPlace(scan.file(), scan.recordAt(), 0, null, "does not follow the record before"));
        }
        for (int i = 0; i < pending.size(); i++) {
            BadPlace place = pending.get(i);
            boolean holdsAll = i == pending.size() - 1; // which of several places lost which record nobody can tell
            if (lost && holdsAll) {
                DamageKind kind = missing ? DamageKind.MISSING_FILE : DamageKind.HOLE;
                damage(kind, place, lastRecord + 1, number - 1, lastSeq + 1, seq - 1);
            } else {
                damage(DamageKind.PAGES, place, lastRecord + 1, lastRecord, lastSeq + 1, lastSeq);
            }
        }
        pending.clear();
        known = true;
        lastRecord = JournalRecord.lastNumberOf(record);
        lastSeq = JournalRecord.lastSeqOf(record);
    }

    /**
     * Says where the journal begins when its first good record is met: there, where that is a file's header. Else all records
     * from the first one on are lost where they can have stood in front of this one, and otherwise at least the header is.
     */
    private void assumeBase(RecordScan scan) {
        byte[] record = scan.record();
        long number = RecordCodec.number(record);
        long seq = RecordCodec.firstSeq(record);
        boolean isHeader = RecordCodec.type(record) == RecordType.HEADER;
        long ticksBytes = (seq - 1) * TickRow.TRADE_BYTES;
        if (!isHeader && (number - 1) * RecordCodec.HEADER_BYTES + ticksBytes <= scan.recordAt()) {
            lastRecord = 0;
            lastSeq = 0;
        } else {
            lastRecord = isHeader ? number - 1 : number - 2;
            lastSeq = seq - 1;
        }
    }

    private void damage(DamageKind kind, BadPlace place, long fromRecord, long toRecord, long fromSeq, long toSeq) {
        visitor.damage(new Damage(
                kind,
                place.file(),
                place.offset(),
                place.bytes(),
                fromRecord,
                toRecord,
                fromSeq,
                toSeq,
                "byte " + place.offset() + " of " + place.file() + " " + place.what() + ": "
                        + DamageWords.lost(kind, fromRecord, toRecord, fromSeq, toSeq)));
    }
}
