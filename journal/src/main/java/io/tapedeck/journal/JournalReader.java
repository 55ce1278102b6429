package io.tapedeck.journal;

import java.nio.file.Path;

/**
 * Reads the records of a journal in order, from where it is told, as far as they were appended. Each record is copied out of
 * the file and its checksums are verified. One thread at a time.
 */
public final class JournalReader implements AutoCloseable {
    JournalReader() {}

    /**
     * Opens a journal for reading only, also beside its running owner in another process; nothing in the directory changes.
     *
     * @param directory the journal's directory
     * @return a reader at the first record
     * @throws JournalException NOT_FOUND, NEWER_VERSION or IO
     */
    public static JournalReader open(Path directory) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves to the next record.
     *
     * @return false where there is none yet; later calls go on as records are appended
     * @throws JournalException DAMAGED when a checksum, a length, the record number or {@code seq} is not what it must be
     */
    public boolean next() {
        throw new UnsupportedOperationException();
    }

    /**
     * The symbols of all records read up to here, and perhaps more.
     *
     * @return the registry
     */
    public SymbolRegistry symbols() {
        throw new UnsupportedOperationException();
    }

    /**
     * The record's type.
     *
     * @return the type
     */
    public RecordType type() {
        throw new UnsupportedOperationException();
    }

    /**
     * The {@code seq} of the record's first tick; for a record without ticks that of the next tick to come.
     *
     * @return from 1
     */
    public long firstSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The record's ticks; for a gap record the number of {@code seq} that the gap takes.
     *
     * @return 0 or above
     */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /**
     * The record's number; records count from 1 without a hole.
     *
     * @return from 1
     */
    public long recordNumber() {
        throw new UnsupportedOperationException();
    }

    /**
     * When the record was appended, on the journal's own clock, which never goes back.
     *
     * @return nanoseconds since the epoch
     */
    public long captureNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * The record's place in the journal, a hint to find it again.
     *
     * @return the index
     */
    public long index() {
        throw new UnsupportedOperationException();
    }

    /**
     * The CRC32C of the record's header, which covers that of its payload.
     *
     * @return the checksum
     */
    public int crc() {
        throw new UnsupportedOperationException();
    }

    /**
     * The reader's own array with the record's payload; overwritten by {@link #next}.
     *
     * @return the array
     */
    public byte[] payload() {
        throw new UnsupportedOperationException();
    }

    /**
     * Where the record's rows begin in {@link #payload}; each row is a {@link TickRow}.
     *
     * @return the offset
     */
    public int rowsOffset() {
        throw new UnsupportedOperationException();
    }

    /**
     * Where the record's rows end in {@link #payload}.
     *
     * @return the offset behind the last row
     */
    public int rowsEnd() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Goes to the record that holds a tick, or to the first behind it; {@link #next} then reads it.
     *
     * @param seq the tick's number
     */
    public void seekSeq(long seq) {
        throw new UnsupportedOperationException();
    }

    /**
     * Goes to the first record that was appended at a time or later; {@link #next} then reads it.
     *
     * @param captureNanos nanoseconds since the epoch
     */
    public void seekTime(long captureNanos) {
        throw new UnsupportedOperationException();
    }

    /** Ends reading and lets go of the files. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
