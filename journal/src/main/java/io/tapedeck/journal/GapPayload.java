package io.tapedeck.journal;

/**
 * The payload of a gap record: long first {@code seq} that holds no tick, long last one, int reason, int 0.
 *
 * @param from the first {@code seq} of the gap
 * @param to the last one, inclusive
 * @param reason why
 */
record GapPayload(long from, long to, GapReason reason) {
    static final int BYTES = 24;

    void write(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        LittleEndian.putLong(record, at, from);
        LittleEndian.putLong(record, at + 8, to);
        LittleEndian.putInt(record, at + 16, reason.code());
        LittleEndian.putInt(record, at + 20, 0);
    }

    static GapPayload read(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        return new GapPayload(
                LittleEndian.getLong(record, at),
                LittleEndian.getLong(record, at + 8),
                GapReason.of(LittleEndian.getInt(record, at + 16)));
    }
}
