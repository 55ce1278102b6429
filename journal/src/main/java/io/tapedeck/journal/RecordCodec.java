package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.util.zip.CRC32C;

/**
 * Writes and checks the header that every record of the journal begins with. All numbers are little-endian.
 *
 * <pre>
 *   offset  type   what
 *   0       int    magic: the characters TDR1
 *   4       short  version of the format: 1
 *   6       short  type, see {@link RecordType}
 *   8       int    length of the whole record in bytes, this header included
 *   12      int    CRC32C of the payload: bytes 56 to length
 *   16      long   seq of the first tick; in a record without ticks that of the next tick to come
 *   24      int    ticks; 0 in a record without
 *   28      int    entries for idempotency keys
 *   32      long   when it was appended, nanoseconds since the epoch; never less than in the record before
 *   40      long   number of the record, from 1, without a hole over the whole journal
 *   48      int    0
 *   52      int    CRC32C of bytes 0 to 52
 *   56             payload
 * </pre>
 *
 * <p>The payload of ticks is the rows one after another, then the key entries of {@value #KEY_ENTRY_BYTES} bytes each: int
 * offset of the request's first tick within the record, int its ticks, 16 bytes hash of the key, 16 bytes hash of the body.
 * Magic, version and the header's own checksum keep their places in every version to come, so that a record of a newer
 * version is told from a damaged one.
 *
 * <p>An instance belongs to one thread, because it owns the state of a checksum.
 */
final class RecordCodec {
    static final int HEADER_BYTES = 56;
    static final int KEY_ENTRY_BYTES = 40;
    static final int MAGIC = 'T' | 'D' << 8 | 'R' << 16 | '1' << 24;
    static final int VERSION = 1;

    /** The longest record: what Chronicle Queue takes as one excerpt is 16 MiB, its own header and padding included. */
    static final int MAX_BYTES = 15 << 20;

    private final CRC32C crc = new CRC32C();

    /** Writes the header in front of a payload that is already in its place at {@code HEADER_BYTES}. */
    void seal(byte[] record, int length, RecordType type, long firstSeq, int count, int keys, long nanos, long number) {
        LittleEndian.putInt(record, 0, MAGIC);
        LittleEndian.putShort(record, 4, VERSION);
        LittleEndian.putShort(record, 6, type.code());
        LittleEndian.putInt(record, 8, length);
        LittleEndian.putInt(record, 12, crcOf(record, HEADER_BYTES, length));
        LittleEndian.putLong(record, 16, firstSeq);
        LittleEndian.putInt(record, 24, count);
        LittleEndian.putInt(record, 28, keys);
        LittleEndian.putLong(record, 32, nanos);
        LittleEndian.putLong(record, 40, number);
        LittleEndian.putInt(record, 48, 0);
        LittleEndian.putInt(record, 52, crcOf(record, 0, 52));
    }

    /**
     * Checks a header.
     *
     * @param record begins with the header
     * @param available the bytes that are there for the record, header and payload
     * @param place names the record in messages
     * @throws JournalException DAMAGED or NEWER_VERSION
     */
    void checkHeader(byte[] record, long available, Object place) {
        if (available < HEADER_BYTES) {
            throw damaged(place, "holds " + available + " bytes: expected a header of " + HEADER_BYTES);
        }
        if (LittleEndian.getInt(record, 0) != MAGIC) {
            throw damaged(place, "begins with " + hex(LittleEndian.getInt(record, 0)) + ": expected TDR1");
        }
        int actual = crcOf(record, 0, 52);
        if (actual != crc(record)) {
            throw damaged(place, "has a header with checksum " + hex(actual) + ": expected " + hex(crc(record)));
        }
        int version = LittleEndian.getShort(record, 4);
        if (version != VERSION) {
            throw new JournalException(
                    Code.NEWER_VERSION,
                    place + " has format version " + version + ": this program reads up to " + VERSION
                            + "; use the version of Tapedeck that wrote it, or a later one");
        }
        if (type(record) == null) {
            throw damaged(place, "has type " + LittleEndian.getShort(record, 6) + ": expected 1 to 6");
        }
        int length = length(record);
        if (length < HEADER_BYTES || length > available) {
            throw damaged(place, "has length " + length + ": expected " + HEADER_BYTES + " to " + available);
        }
    }

    /** Checks the payload behind a header that was found good. */
    void checkPayload(byte[] record, Object place) {
        int expected = LittleEndian.getInt(record, 12);
        int actual = crcOf(record, HEADER_BYTES, length(record));
        if (actual != expected) {
            throw damaged(place, "has a payload with checksum " + hex(actual) + ": expected " + hex(expected));
        }
    }

    static JournalException damaged(Object place, String what) {
        return new JournalException(Code.DAMAGED, place + " " + what + "; run verify, then recover");
    }

    private int crcOf(byte[] bytes, int from, int to) {
        crc.reset();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }

    static RecordType type(byte[] record) {
        return RecordType.of(LittleEndian.getShort(record, 6));
    }

    static int length(byte[] record) {
        return LittleEndian.getInt(record, 8);
    }

    static long firstSeq(byte[] record) {
        return LittleEndian.getLong(record, 16);
    }

    static int count(byte[] record) {
        return LittleEndian.getInt(record, 24);
    }

    static int keyCount(byte[] record) {
        return LittleEndian.getInt(record, 28);
    }

    static long captureNanos(byte[] record) {
        return LittleEndian.getLong(record, 32);
    }

    static long number(byte[] record) {
        return LittleEndian.getLong(record, 40);
    }

    static int crc(byte[] record) {
        return LittleEndian.getInt(record, 52);
    }
}
