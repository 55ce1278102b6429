package io.tapedeck.journal;

/**
 * The payload of a filler record, which stands where a record could not be saved: long first {@code seq} lost, long last
 * one, long bytes lost.
 *
 * @param from the first {@code seq} lost
 * @param to the last one, inclusive; {@code from - 1} where no tick was lost
 * @param bytesLost the bytes of the journal that could not be read
 */
record FillerPayload(long from, long to, long bytesLost) {
    static final int BYTES = 24;

    void write(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        LittleEndian.putLong(record, at, from);
        LittleEndian.putLong(record, at + 8, to);
        LittleEndian.putLong(record, at + 16, bytesLost);
    }

    static FillerPayload read(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        return new FillerPayload(
                LittleEndian.getLong(record, at),
                LittleEndian.getLong(record, at + 8),
                LittleEndian.getLong(record, at + 16));
    }
}
