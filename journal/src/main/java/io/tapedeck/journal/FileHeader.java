package io.tapedeck.journal;

import java.util.UUID;

/**
 * The fixed part of a header record's payload; the dictionary of symbols follows it.
 *
 * <pre>
 *   offset  type  what (offsets within the payload)
 *   0       long  the journal's id, upper half
 *   8       long  the journal's id, lower half
 *   16      long  last seq of the file before, 0 where there is none
 *   24      long  number of the last record of the file before, 0 where there is none
 *   32      long  the bytes at which the file was to roll
 *   40      long  the age at which the file was to roll, milliseconds
 *   48      int   symbols that follow: length byte and ASCII each, numbered from 0
 * </pre>
 *
 * <p>A dictionary that does not fit into one record goes on in symbols records right behind it.
 *
 * @param id the journal's id
 * @param lastSeq last {@code seq} before this file
 * @param lastRecord number of the last record before this file
 * @param rollBytes the bytes at which the file was to roll
 * @param rollMillis the age at which it was to roll
 */
record FileHeader(UUID id, long lastSeq, long lastRecord, long rollBytes, long rollMillis) {
    static final int BYTES = 48;

    void write(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        LittleEndian.putLong(record, at, id.getMostSignificantBits());
        LittleEndian.putLong(record, at + 8, id.getLeastSignificantBits());
        LittleEndian.putLong(record, at + 16, lastSeq);
        LittleEndian.putLong(record, at + 24, lastRecord);
        LittleEndian.putLong(record, at + 32, rollBytes);
        LittleEndian.putLong(record, at + 40, rollMillis);
    }

    static FileHeader read(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        return new FileHeader(
                new UUID(LittleEndian.getLong(record, at), LittleEndian.getLong(record, at + 8)),
                LittleEndian.getLong(record, at + 16),
                LittleEndian.getLong(record, at + 24),
                LittleEndian.getLong(record, at + 32),
                LittleEndian.getLong(record, at + 40));
    }
}
