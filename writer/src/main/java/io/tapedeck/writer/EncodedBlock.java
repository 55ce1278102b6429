package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A block as the tape holds it: columns of blobs with their coding, see {@code Column}, in the order of {@code TickColumn}.
 * Filled by the codec or from a row of the tape; immutable once it was published to another thread.
 *
 * <p>Its checksum is the CRC32C of these, big-endian:
 *
 * <pre>
 *   format (4), kind (4): 0 trades, 1 quotes, count (4), first_ts (8), last_ts (8), min_seq (8), max_seq (8),
 *   then per column: base (8), unit (8), rise (8), width (4), nulls (1), scale (1), cells (1), length of data (4), data
 * </pre>
 */
public final class EncodedBlock {
    private static final int HEADER_BYTES = 44;
    private static final int CODING_BYTES = 35;
    private static final int OBJECT_BYTES = 64;

    private final TickKind kind;
    private final int count;
    private final long firstTsNanos;
    private final long lastTsNanos;
    private final long minSeq;
    private final long maxSeq;
    private final Column[] columns;
    private final int crc;
    private boolean verified; // a race on it does no harm: the block is then verified twice

    private EncodedBlock(Bounds bounds, Column[] columns, int crc, boolean verified) {
        this.kind = bounds.kind;
        this.count = bounds.count;
        this.firstTsNanos = bounds.firstTsNanos;
        this.lastTsNanos = bounds.lastTsNanos;
        this.minSeq = bounds.minSeq;
        this.maxSeq = bounds.maxSeq;
        this.columns = columns;
        this.crc = verified ? checksum() : crc;
        this.verified = verified;
    }

    /** What a block says of its ticks as a whole. */
    record Bounds(TickKind kind, int count, long firstTsNanos, long lastTsNanos, long minSeq, long maxSeq) {}

    /** A block just encoded. */
    static EncodedBlock encoded(Bounds bounds, Column[] columns) {
        return new EncodedBlock(bounds, columns, 0, true);
    }

    /** A block out of the tape, not verified yet. */
    static EncodedBlock stored(Bounds bounds, Column[] columns, int crc) {
        return new EncodedBlock(bounds, columns, crc, false);
    }

    /**
     * Trades or quotes.
     *
     * @return the kind
     */
    public TickKind kind() {
        return kind;
    }

    /**
     * How many ticks it holds.
     *
     * @return 1 to 2,048
     */
    public int count() {
        return count;
    }

    /**
     * The least time in it.
     *
     * @return nanoseconds since the epoch
     */
    public long firstTsNanos() {
        return firstTsNanos;
    }

    /**
     * The greatest time in it, on the same UTC date.
     *
     * @return nanoseconds since the epoch
     */
    public long lastTsNanos() {
        return lastTsNanos;
    }

    /**
     * The least {@code seq} in it.
     *
     * @return from 1
     */
    public long minSeq() {
        return minSeq;
    }

    /**
     * The greatest {@code seq} in it.
     *
     * @return from 1
     */
    public long maxSeq() {
        return maxSeq;
    }

    /**
     * The bytes that it takes in memory, about.
     *
     * @return bytes
     */
    public int bytes() {
        int bytes = OBJECT_BYTES;
        for (Column column : columns) {
            bytes += OBJECT_BYTES + column.data().length;
        }
        return bytes;
    }

    /** Gives the arrays back to where the codec had them from; nobody may read the block from then on. */
    void give(ColumnArrays arrays) {
        for (Column column : columns) {
            arrays.give(column);
        }
    }

    /** Whether an array is longer than its column's data. */
    boolean hasLongerArrays() {
        for (Column column : columns) {
            if (column.data().length > column.dataBytes(count)) {
                return true;
            }
        }
        return false;
    }

    Column column(int number) {
        return columns[number];
    }

    int crc() {
        return crc;
    }

    /**
     * Compares the block with its checksum; once is enough, which {@link #decode} does, too.
     *
     * @throws TapeException DAMAGED when the block is not what was written
     */
    public void verify() {
        if (verified) {
            return;
        }
        boolean sound = count >= 1 && count <= BlockCodec.MAX_TICKS;
        for (Column column : columns) {
            sound = sound && column.isSound(count);
        }
        if (!sound || checksum() != crc) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "block of " + count + " ticks with seq " + minSeq + " to " + maxSeq
                            + " is not what was written: expected CRC32C " + Integer.toHexString(crc)
                            + "; run tapedeck verify, then tapedeck recover");
        }
        verified = true;
    }

    private int checksum() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES);
        buffer.putInt(BlockCodec.FORMAT).putInt(kind.ordinal()).putInt(count);
        buffer.putLong(firstTsNanos).putLong(lastTsNanos).putLong(minSeq).putLong(maxSeq);
        CRC32C crc32c = new CRC32C();
        crc32c.update(buffer.flip());
        for (Column column : columns) {
            buffer.clear().limit(CODING_BYTES);
            buffer.putLong(column.base()).putLong(column.unit()).putLong(column.rise());
            buffer.putInt(column.width()).put((byte) (column.nulls() ? 1 : 0));
            int dataBytes = column.dataBytes(count);
            buffer.put((byte) column.scale()).put((byte) column.cells()).putInt(dataBytes);
            crc32c.update(buffer.flip());
            crc32c.update(column.data(), 0, dataBytes);
        }
        return (int) crc32c.getValue();
    }

    /**
     * Appends the block's ticks, in (ts, seq) order, to rows. Their decimals have the block's scale, which may leave zeros at
     * the end of a mantissa. Any thread, once published.
     *
     * @param rows rows of the same kind
     * @param symbol the number to put into the ticks' heads
     * @throws TapeException DAMAGED when the block's checksum does not hold
     */
    public void decode(TickRows rows, int symbol) {
        if (rows.kind() != kind) {
            throw new IllegalArgumentException("rows of kind " + rows.kind() + ", the block is of " + kind);
        }
        verify();
        new BlockDecoder(kind, count, columns, rows).decode(symbol);
    }
}
