package io.tapedeck.journal;

/**
 * A record of the journal, as who reads it sees it: a view of an array that the next record overwrites. One thread at a time.
 */
public abstract class JournalRecord {
    JournalRecord() {}

    /**
     * The symbols of all records read up to here, and perhaps more.
     *
     * @return the registry
     */
    public abstract SymbolRegistry symbols();

    /**
     * The array with the record's payload, which begins at {@link #rowsOffset}; overwritten by the next record.
     *
     * @return the array
     */
    public abstract byte[] payload();

    /**
     * The record's type.
     *
     * @return the type
     */
    public RecordType type() {
        return RecordCodec.type(payload());
    }

    /**
     * The {@code seq} of the record's first tick; for a record without ticks that of the next tick to come.
     *
     * @return from 1
     */
    public long firstSeq() {
        return RecordCodec.firstSeq(payload());
    }

    /**
     * The record's ticks; for a gap or a filler the number of {@code seq} that it takes.
     *
     * @return 0 or above
     */
    public long count() {
        return lastSeqOf(payload()) - firstSeq() + 1;
    }

    /**
     * The record's number; records count from 1 without a hole but those that fillers stand for.
     *
     * @return from 1
     */
    public long recordNumber() {
        return RecordCodec.number(payload());
    }

    /**
     * When the record was appended, on the journal's own clock, which never goes back.
     *
     * @return nanoseconds since the epoch
     */
    public long captureNanos() {
        return RecordCodec.captureNanos(payload());
    }

    /**
     * The CRC32C of the record's header, which covers that of its payload.
     *
     * @return the checksum
     */
    public int crc() {
        return RecordCodec.crc(payload());
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
        return RecordCodec.length(payload()) - keyCount() * RecordCodec.KEY_ENTRY_BYTES;
    }

    /**
     * How many of the record's requests came with an idempotency key.
     *
     * @return 0 or above
     */
    public int keyCount() {
        return RecordCodec.keyCount(payload());
    }

    /**
     * The {@code seq} of the first tick of a request that came with a key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @return from 1
     */
    public long keyFirstSeq(int entry) {
        return firstSeq() + LittleEndian.getInt(payload(), keyAt(entry));
    }

    /**
     * The ticks of a request that came with a key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @return from 1
     */
    public int keyTicks(int entry) {
        return LittleEndian.getInt(payload(), keyAt(entry) + 4);
    }

    /**
     * Copies the hash of a request's key.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @param target an array with room for 16 bytes from {@code at} on
     * @param at where to begin
     */
    public void keyHash(int entry, byte[] target, int at) {
        System.arraycopy(payload(), keyAt(entry) + 8, target, at, 16);
    }

    /**
     * Copies the hash of a request's body.
     *
     * @param entry 0 to {@link #keyCount} - 1
     * @param target an array with room for 16 bytes from {@code at} on
     * @param at where to begin
     */
    public void bodyHash(int entry, byte[] target, int at) {
        System.arraycopy(payload(), keyAt(entry) + 24, target, at, 16);
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
        return type() == RecordType.GAP ? GapPayload.read(payload()).reason() : null;
    }

    /**
     * What kind of event the record is, a matter of who wrote it.
     *
     * @return the kind; meaningful for events only
     */
    public int eventKind() {
        return EventPayload.read(payload()).kind();
    }

    /**
     * An event's bytes.
     *
     * @return a copy; meaningful for events only
     */
    public byte[] eventBytes() {
        return EventPayload.read(payload()).bytes();
    }

    /**
     * The number of the last record that this one stands for: its own, but for a filler.
     *
     * @return {@link #recordNumber} or above
     */
    public long lastRecordNumber() {
        return lastNumberOf(payload());
    }

    /**
     * Whether the record declares its {@code seq} as holding no ticks: a gap or a filler.
     *
     * @return true for both
     */
    public boolean isLoss() {
        return type() == RecordType.GAP || type() == RecordType.FILLER;
    }

    /** The last {@code seq} that was given when a record was appended; its payload is needed where it is no ticks. */
    static long lastSeqOf(byte[] record) {
        return switch (RecordCodec.type(record)) {
            case GAP -> GapPayload.read(record).to();
            case FILLER -> FillerPayload.read(record).to();
            default -> RecordCodec.firstSeq(record) + RecordCodec.count(record) - 1;
        };
    }

    /** The number of the last record that a record stands for; a filler's payload is needed. */
    static long lastNumberOf(byte[] record) {
        return RecordCodec.type(record) == RecordType.FILLER
                ? FillerPayload.read(record).lastRecord()
                : RecordCodec.number(record);
    }

    /** Whether a record is a filler for the one with this number. */
    static boolean standsFor(byte[] record, long number) {
        return RecordCodec.type(record) == RecordType.FILLER
                && RecordCodec.number(record) <= number
                && number <= FillerPayload.read(record).lastRecord();
    }
}
