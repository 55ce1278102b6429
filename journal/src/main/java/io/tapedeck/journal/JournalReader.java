package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Reads the records of a journal in order, from where it is told, as far as they were appended. Each record is copied out of
 * the file and its checksums are verified. One thread at a time.
 */
public final class JournalReader extends JournalRecord implements AutoCloseable {
    private static final long UNKNOWN = -1;

    private final RecordCursor cursor;
    private final SymbolRegistry symbols;
    private final ReaderSymbols ownSymbols; // null where a journal keeps them
    private long nextNumber = UNKNOWN;
    private long nextSeq = UNKNOWN;
    private int lastCycle; // of the record that was read before

    private JournalReader(RecordCursor cursor, SymbolRegistry symbols) {
        this.cursor = cursor;
        ownSymbols = symbols == null ? new ReaderSymbols() : null;
        this.symbols = symbols == null ? ownSymbols.registry() : symbols;
    }

    /** A reader for the owner's process, which shares the journal's symbols. */
    static JournalReader open(Path directory, SymbolRegistry symbols) {
        return new JournalReader(RecordCursor.open(directory), symbols);
    }

    /**
     * Opens a journal for reading only, also beside its running owner in another process; nothing in the directory changes.
     *
     * @param directory the journal's directory
     * @return a reader at the first record
     * @throws JournalException NOT_FOUND, NEWER_VERSION or IO
     */
    public static JournalReader open(Path directory) {
        return open(directory, null);
    }

    /**
     * Moves to the next record.
     *
     * @return false where there is none yet; later calls go on as records are appended
     * @throws JournalException DAMAGED when a checksum, a length, the record number or {@code seq} is not what it must be; GONE
     *     when the records that follow were dropped by the owner: {@link #nextLeft} then goes to the first that is left
     */
    public boolean next() {
        if (!cursor.next(true) && !(cursor.isFileGone() && nextBehindDropped())) {
            return false;
        }
        byte[] record = cursor.record();
        checkOrder(record);
        if (ownSymbols != null) {
            ownSymbols.read(cursor);
        }
        expectBehind(record);
        return true;
    }

    /**
     * Moves to the next record that is left: where those that follow were dropped by the owner, to the first behind them. How many are
     * missing, its number and {@code seq} tell.
     *
     * @return false where there is none yet
     * @throws JournalException DAMAGED as {@link #next}
     */
    public boolean nextLeft() {
        try {
            return next();
        } catch (JournalException e) {
            if (e.code() != Code.GONE) {
                throw e;
            }
            goToStart(); // all that is left lies behind what was read
            return next();
        }
    }

    @Override
    public SymbolRegistry symbols() {
        return symbols;
    }

    @Override
    public byte[] payload() {
        return cursor.record();
    }

    /**
     * The record's place in the journal, a hint to find it again.
     *
     * @return the index
     */
    public long index() {
        return cursor.index();
    }

    /**
     * Goes right behind a record that was read before, where it is still what it was, or behind the filler that stands for
     * it since. It is looked for at its index, and where it is not there by its number.
     *
     * @param index the record's index when it was read
     * @param recordNumber its number
     * @param crc its checksum
     * @return false, with the position at the first record, where the journal does not hold this record
     */
    public boolean seekBehind(long index, long recordNumber, int crc) {
        try {
            if (isAt(index, recordNumber, crc) || isFoundByNumber(recordNumber, crc)) {
                return goBehind(cursor.index()) || goToStart();
            }
        } catch (JournalException e) {
            if (e.code() != Code.DAMAGED) {
                throw e;
            }
        }
        return goToStart();
    }

    private boolean isAt(long index, long recordNumber, int crc) {
        try {
            return cursor.moveTo(index) && cursor.next(true) && recordNumber() == recordNumber && crc() == crc;
        } catch (JournalException e) {
            if (e.code() != Code.DAMAGED) {
                throw e;
            }
            return false; // the index is a hint: another record may stand there by now, or the inside of one
        }
    }

    private boolean isFoundByNumber(long recordNumber, int crc) {
        long index = RecordSearch.lastBefore(cursor, record -> lastNumberOf(record) >= recordNumber);
        if (index == -1) {
            cursor.toStart();
        } else if (!cursor.moveTo(index) || !cursor.next(false)) {
            return false;
        }
        if (!cursor.next(true)) {
            return false;
        }
        return recordNumber() == recordNumber && crc() == crc || standsFor(cursor.record(), recordNumber);
    }

    /**
     * Goes to the record that holds a tick, or to the first behind it; {@link #next} then reads it.
     *
     * @param seq the tick's number
     */
    public void seekSeq(long seq) {
        seek(record -> lastSeqOf(record) >= seq);
    }

    /**
     * Goes to the first record that holds anything behind a place: a tick behind one, or, as a record without ticks, a greater number
     * behind that tick. Without a search where a hint is right; then others that are in
     * front of the place may come too.
     *
     * @param seq the tick's number, 0 for what is in front of all
     * @param recordNumber the last record behind that tick that is not wanted; 0 where all are
     * @param index where the record that holds the tick is, or the last one that is not wanted; any other number costs the search
     */
    public void seekPlace(long seq, long recordNumber, long index) {
        if (index < 0 || ownSymbols != null || !isNear(index, seq, recordNumber)) {
            seek(record -> isBehind(record, seq, recordNumber));
        }
    }

    private static boolean isBehind(byte[] record, long seq, long recordNumber) {
        long last = lastSeqOf(record);
        boolean holdsLast = RecordCodec.firstSeq(record) <= last;
        return last > seq || last == seq && !holdsLast && lastNumberOf(record) > recordNumber;
    }

    /** Goes to a place where the record at an index holds its tick, or is behind that and not wanted. */
    private boolean isNear(long index, long seq, long recordNumber) {
        try {
            if (!cursor.moveTo(index) || !cursor.next(false)) {
                return false;
            }
            byte[] record = cursor.record();
            long firstSeq = RecordCodec.firstSeq(record);
            if (lastSeqOf(record) == seq && !isBehind(record, seq, recordNumber)) {
                expectBehind(record);
                return true;
            }
            if (seq < firstSeq || seq > lastSeqOf(record)) {
                return false;
            }
            lastCycle = RecordCursor.cycleOf(index);
            nextNumber = RecordCodec.number(record);
            nextSeq = firstSeq;
            return cursor.moveTo(index);
        } catch (JournalException e) {
            if (e.code() != Code.DAMAGED) {
                throw e;
            }
            return false; // as in isAt
        }
    }

    /**
     * Goes to the first record that was appended at a time or later; {@link #next} then reads it.
     *
     * @param captureNanos nanoseconds since the epoch
     */
    public void seekTime(long captureNanos) {
        seek(record -> RecordCodec.captureNanos(record) >= captureNanos);
    }

    /**
     * The number of the last record in front of this place, as far as it is known.
     *
     * @return 0 at the beginning
     */
    public long recordsBehind() {
        return nextNumber == UNKNOWN ? 0 : nextNumber - 1;
    }

    /** Ends reading and lets go of the files. */
    @Override
    public void close() {
        cursor.close();
    }

    private void seek(Predicate<byte[]> reached) {
        long index = RecordSearch.lastBefore(cursor, reached);
        long missed = -1;
        while (index != -1 && !goBehind(index)) {
            if (cursor.hasFile(RecordCursor.cycleOf(index))) {
                // Chronicle's list of files may be older than the file: it was read anew by now, so the second time
                // counts.
                if (index == missed) {
                    throw RecordCodec.damaged(cursor, "was there before and is not found again");
                }
                missed = index;
            }
            index = RecordSearch.lastBefore(cursor, reached); // its file may have been dropped meanwhile
        }
        if (index == -1) {
            goToStart();
        }
    }

    /** Returns false, for those who wanted to go elsewhere. */
    private boolean goToStart() {
        cursor.toStart();
        nextNumber = UNKNOWN;
        nextSeq = UNKNOWN;
        return false;
    }

    /** Returns false where the record is not there any more. */
    private boolean goBehind(long index) {
        if (ownSymbols != null) {
            ownSymbols.load(cursor, index);
        }
        if (!cursor.moveTo(index) || !cursor.next(false)) {
            return false;
        }
        expectBehind(cursor.record());
        return true;
    }

    /**
     * Goes on in the oldest file that is left, where the file of this place was dropped: Chronicle itself does not always
     * find the way on from a file that is not there, and would then be silent for ever.
     */
    private boolean nextBehindDropped() {
        int[] cycles = cursor.cycles();
        return cycles.length > 0 && cursor.moveTo(RecordCursor.index(cycles[0], 0)) && cursor.next(true);
    }

    private JournalException dropped(long number) {
        return new JournalException(
                Code.GONE,
                "records " + nextNumber + " to " + (number - 1)
                        + " were to be read next and have been dropped: the journal begins with seq " + firstSeq()
                        + " now; go on from there, or keep more of it (--keep-journal)");
    }

    private void expectBehind(byte[] record) {
        nextNumber = lastNumberOf(record) + 1;
        nextSeq = lastSeqOf(record) + 1;
        lastCycle = RecordCursor.cycleOf(cursor.index());
    }

    private void checkOrder(byte[] record) {
        long number = RecordCodec.number(record);
        if (nextNumber != UNKNOWN && number != nextNumber) {
            if (number > nextNumber && !cursor.hasFile(lastCycle)) {
                throw dropped(number);
            }
            throw RecordCodec.damaged(cursor, "has number " + number + ": expected " + nextNumber);
        }
        long seq = RecordCodec.firstSeq(record);
        if (nextSeq != UNKNOWN && seq != nextSeq) {
            throw RecordCodec.damaged(cursor, "begins at seq " + seq + ": expected " + nextSeq);
        }
    }
}
