package io.tapedeck.journal;

import java.util.Arrays;

/**
 * The payload of an event record: int kind of the event, then its bytes up to the end of the record.
 *
 * @param kind what kind of event, a matter of its writer
 * @param bytes opaque; not copied
 */
record EventPayload(int kind, byte[] bytes) {
    /** The bytes of the whole record. */
    int recordBytes() {
        return RecordCodec.HEADER_BYTES + 4 + bytes.length;
    }

    /** A record with the payload in its place. */
    byte[] record() {
        byte[] record = new byte[recordBytes()];
        write(record);
        return record;
    }

    void write(byte[] record) {
        LittleEndian.putInt(record, RecordCodec.HEADER_BYTES, kind);
        System.arraycopy(bytes, 0, record, RecordCodec.HEADER_BYTES + 4, bytes.length);
    }

    static EventPayload read(byte[] record) {
        int at = RecordCodec.HEADER_BYTES;
        return new EventPayload(
                LittleEndian.getInt(record, at), Arrays.copyOfRange(record, at + 4, RecordCodec.length(record)));
    }
}
