package io.tapedeck.journal;

/**
 * The order of the records met so far, over all files: what the next one must be like. One thread at a time.
 */
final class RecordOrder {
    private static final int LEAST_BYTES = RecordCodec.HEADER_BYTES + 4; // with Chronicle's own word in front

    private boolean known;
    private long lastRecord;
    private long lastSeq;

    RecordOrder copy() {
        RecordOrder copy = new RecordOrder();
        copy.known = known;
        copy.lastRecord = lastRecord;
        copy.lastSeq = lastSeq;
        return copy;
    }

    /** Whether a record was taken, so that there is an order at all. */
    boolean isKnown() {
        return known;
    }

    long lastRecord() {
        return lastRecord;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** Whether a record, whose checksums are good, can stand behind those taken: the next one, or one behind lost ones. */
    boolean admits(byte[] record) {
        if (!known) {
            return true;
        }
        long number = RecordCodec.number(record);
        long seq = RecordCodec.firstSeq(record);
        return number == lastRecord + 1 ? seq == lastSeq + 1 : number > lastRecord && seq > lastSeq;
    }

    /** Whether the records in front of this one that are missing can have stood in so many bytes. */
    boolean fits(byte[] record, long bytes) {
        return !known || (RecordCodec.number(record) - lastRecord - 1) * LEAST_BYTES <= bytes;
    }

    void take(byte[] record) {
        known = true;
        lastRecord = JournalRecord.lastNumberOf(record);
        lastSeq = JournalRecord.lastSeqOf(record);
    }
}
