package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Reads the records of a journal in order, from where it is told, as far as they were appended. Each record is copied out of
 * the file and its checksums are verified. One thread at a time.
 */
public final class JournalReader implements AutoCloseable {
    private static final long UNKNOWN = -1;

    private final RecordCursor cursor;
    private final SymbolRegistry symbols;
    private final ReaderSymbols ownSymbols; // null where a journal keeps them
    private long nextNumber = UNKNOWN;
    private long nextSeq = UNKNOWN;

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
     * @throws JournalException DAMAGED when a checksum, a length, the record number or {@code seq} is not what it must be
     */
    public boolean next() {
        if (!cursor.next(true)) {
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
     * The symbols of all records read up to here, and perhaps more.
     *
     * @return the registry
     */
    public SymbolRegistry symbols() {
        return symbols;
    }

    /**
     * The record's type.
     *
     * @return the type
     */
    public RecordType type() {
        return RecordCodec.type(cursor.record());
    }

    /**
     * The {@code seq} of the record's first tick; for a record without ticks that of the next tick to come.
     *
     * @return from 1
     */
    public long firstSeq() {
        return RecordCodec.firstSeq(cursor.record());
    }

    /**
     * The record's ticks; for a gap record the number of {@code seq} that the gap takes.
     *
     * @return 0 or above
     */
    public long count() {
        return JournalEnd.lastSeqOf(cursor.record()) - firstSeq() + 1;
    }

    /**
     * The record's number; records count from 1 without a hole.
     *
     * @return from 1
     */
    public long recordNumber() {
        return RecordCodec.number(cursor.record());
    }

    /**
     * When the record was appended, on the journal's own clock, which never goes back.
     *
     * @return nanoseconds since the epoch
     */
    public long captureNanos() {
        return RecordCodec.captureNanos(cursor.record());
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
     * The CRC32C of the record's header, which covers that of its payload.
     *
     * @return the checksum
     */
    public int crc() {
        return RecordCodec.crc(cursor.record());
    }

    /**
     * The reader's own array with the record's payload, which begins at {@link #rowsOffset}; overwritten by {@link #next}.
     *
     * @return the array
     */
    public byte[] payload() {
        return cursor.record();
    }

    /**
     * Where the record's rows begin in {@link #payload}; each row is a {@link TickRow}.
     *
     * @return the offset
     */
    public int rowsOffset() {
        return RecordCodec.HEADER_BYTES;
    }

    /**
     * Where the record's rows end in {@link #payload}.
     *
     * @return the offset behind the last row
     */
    public int rowsEnd() {
        if (type() != RecordType.TICKS) {
            return RecordCodec.HEADER_BYTES;
        }
        return RecordCodec.length(cursor.record()) - keyCount() * RecordCodec.KEY_ENTRY_BYTES;
    }

    /**
     * How many of the record's requests came with an idempotency key.
     *
     * @return 0 or above
     */
    public int keyCount() {
        return RecordCodec.keyCount(cursor.record());
    }

    /**
     * The {@code seq} of the first tick of a request that came with a key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @return from 1
     */
    public long keyFirstSeq(int entry) {
        return firstSeq() + LittleEndian.getInt(cursor.record(), keyAt(entry));
    }

    /**
     * The ticks of a request that came with a key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @return from 1
     */
    public int keyTicks(int entry) {
        return LittleEndian.getInt(cursor.record(), keyAt(entry) + 4);
    }

    /**
     * Copies the hash of a request's key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @param target an array with room for 16 bytes from {@code at} on
     * @param at where to begin
     */
    public void keyHash(int entry, byte[] target, int at) {
        System.arraycopy(cursor.record(), keyAt(entry) + 8, target, at, 16);
    }

    /**
     * Copies the hash of a request's body.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @param target an array with room for 16 bytes from {@code at} on
     * @param at where to begin
     */
    public void bodyHash(int entry, byte[] target, int at) {
        System.arraycopy(cursor.record(), keyAt(entry) + 24, target, at, 16);
    }

    private int keyAt(int entry) {
        return rowsEnd() + entry * RecordCodec.KEY_ENTRY_BYTES;
    }

    /**
     * Why the {@code seq} of a gap record hold no ticks; the record's {@link #firstSeq} and {@link #count} say which.
     *
     * @return the reason, or null where the record is no gap
     */
    public GapReason gapReason() {
        return type() == RecordType.GAP ? GapPayload.read(cursor.record()).reason() : null;
    }

    /**
     * Goes right behind a record that was read before, where it is still what it was.
     *
     * @param index the record's index
     * @param recordNumber its number
     * @param crc its checksum
     * @return false, with the position at the first record, where the index does not hold this record
     */
    public boolean seekBehind(long index, long recordNumber, int crc) {
        try {
            if (cursor.moveTo(index) && cursor.next(true) && recordNumber() == recordNumber && crc() == crc) {
                goBehind(index);
                return true;
            }
        } catch (JournalException e) {
            if (e.code() != Code.DAMAGED) {
                throw e;
            }
        }
        goToStart();
        return false;
    }

    /**
     * Goes to the record that holds a tick, or to the first behind it; {@link #next} then reads it.
     *
     * @param seq the tick's number
     */
    public void seekSeq(long seq) {
        seek(record -> JournalEnd.lastSeqOf(record) >= seq);
    }

    /**
     * Goes to the first record that was appended at a time or later; {@link #next} then reads it.
     *
     * @param captureNanos nanoseconds since the epoch
     */
    public void seekTime(long captureNanos) {
        seek(record -> RecordCodec.captureNanos(record) >= captureNanos);
    }

    /** Ends reading and lets go of the files. */
    @Override
    public void close() {
        cursor.close();
    }

    private void seek(Predicate<byte[]> reached) {
        long index = RecordSearch.lastBefore(cursor, reached);
        if (index == -1) {
            goToStart();
        } else {
            goBehind(index);
        }
    }

    private void goToStart() {
        cursor.toStart();
        nextNumber = UNKNOWN;
        nextSeq = UNKNOWN;
    }

    private void goBehind(long index) {
        if (ownSymbols != null) {
            ownSymbols.load(cursor, index);
        }
        if (!cursor.moveTo(index) || !cursor.next(false)) {
            throw RecordCodec.damaged(cursor, "was there before and is not found again");
        }
        expectBehind(cursor.record());
    }

    private void expectBehind(byte[] record) {
        nextNumber = RecordCodec.number(record) + 1;
        nextSeq = JournalEnd.lastSeqOf(record) + 1;
    }

    private void checkOrder(byte[] record) {
        long number = RecordCodec.number(record);
        if (nextNumber != UNKNOWN && number != nextNumber) {
            throw RecordCodec.damaged(cursor, "has number " + number + ": expected " + nextNumber);
        }
        long seq = RecordCodec.firstSeq(record);
        if (nextSeq != UNKNOWN && seq != nextSeq) {
            throw RecordCodec.damaged(cursor, "begins at seq " + seq + ": expected " + nextSeq);
        }
    }
}
