package io.tapedeck.journal;

/**
 * The payload of a filler record, which stands where records could not be saved. The filler has the number of the first of
 * them and stands for all up to {@code lastRecord}: the record behind it has the number that follows.
 *
 * <pre>
 *   offset  type  what (offsets within the payload)
 *   0       long  first seq lost
 *   8       long  last seq lost; first - 1 where no tick was lost
 *   16      long  bytes of the journal that could not be read, 0 where a whole file was missing
 *   24      long  number of the last record lost
 * </pre>
 *
 * @param from the first {@code seq} lost
 * @param to the last one, inclusive; {@code from - 1} where no tick was lost
 * @param bytesLost the bytes of the journal that could not be read
 * @param lastRecord the number of the last record lost
 */
record FillerPayload(long from, long to, long bytesLost, long lastRecord) {
    static final int BYTES = 32;

    void write(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        LittleEndian.putLong(record, at, from);
        LittleEndian.putLong(record, at + 8, to);
        LittleEndian.putLong(record, at + 16, bytesLost);
        LittleEndian.putLong(record, at + 24, lastRecord);
    }

    static FillerPayload read(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        return new FillerPayload(
                LittleEndian.getLong(record, at),
                LittleEndian.getLong(record, at + 8),
                LittleEndian.getLong(record, at + 16),
                LittleEndian.getLong(record, at + 24));
    }
}
