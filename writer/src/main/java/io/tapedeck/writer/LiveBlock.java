package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block in memory, of one series and one UTC date: first <em>open</em>, a growing list of chunks of rows in {@code seq} order with
 * the layout of {@link TickRows}; then <em>sealed</em>, encoded as it will be in the tape, until the commit that holds it.
 * While it is open, commits write what is new as parts.
 *
 * <p>The writer's thread changes it; any thread may copy from it. A row is written before {@code count} is released, and the
 * number of its chunk before that, so that a reader which takes {@code count} first and the list of chunks second finds every row
 * below {@code count}. Sealing publishes the encoded form before the chunks go back to {@link RowChunks}: a reader that
 * finds the block sealed after copying throws the copy away and decodes.
 */
final class LiveBlock {
    private static final VarHandle COUNT;
    private static final VarHandle DECODING;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(LiveBlock.class, "count", int.class);
            DECODING = MethodHandles.lookup().findVarHandle(LiveBlock.class, "decoding", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final byte[] NO_IDS = new byte[0];
    private static final int FIRST_CHUNKS = 4;
    static final long DAY_NANOS = 86_400_000_000_000L;

    final LiveSeries series;
    final long dayStartNanos;
    final String date;
    final long firstSeq;
    private final RowChunks memory;
    private final TickKind kind;
    private final int stride;
    private final int chunkRows;

    private int count; // through COUNT
    private int rows; // the writer's own: those that are published, and those added since
    // Of the rows that are published at least, and perhaps of some that are not: written before COUNT, read after it.
    private long firstTsNanos = Long.MAX_VALUE;
    private long lastTsNanos = Long.MIN_VALUE;
    private volatile int[] chunks = new int[FIRST_CHUNKS]; // grows: readers may meet the new array before its COUNT
    private int chunkCount;
    private volatile byte[] ids = NO_IDS;
    private int idsLength;
    private volatile List<EncodedBlock> sealed;
    private volatile boolean gone;

    @SuppressWarnings("unused") // through DECODING
    private volatile int decoding; // readers that are at the encoded form

    // What the tape holds of it, in the order of the rows; each part has fewer ticks than the one before.
    final List<Part> parts = new ArrayList<>(0);
    private int committedRows;
    private boolean closed;
    /** The number of the cut that last found new rows here, to find the longest untouched. */
    long touchedCut;
    /** Whether it is on the writer's list for the next cut. */
    boolean dirty;

    /** A run of the block's rows that a commit wrote. */
    record Part(int fromRow, int toRow, long[] rowIds) {}

    LiveBlock(LiveSeries series, long tsNanos, long firstSeq, RowChunks memory) {
        this.series = series;
        this.kind = series.kind();
        this.stride = RowChunks.stride(kind);
        this.chunkRows = RowChunks.rows(kind);
        this.dayStartNanos = Math.floorDiv(tsNanos, DAY_NANOS) * DAY_NANOS;
        this.date = Tape.date(tsNanos);
        this.firstSeq = firstSeq;
        this.memory = memory;
    }

    /** Whether a time falls on the block's date. */
    boolean holds(long tsNanos) {
        return tsNanos - dayStartNanos >= 0 && tsNanos - dayStartNanos < DAY_NANOS;
    }

    /** How many rows it has; the writer's thread. */
    int count() {
        return rows;
    }

    /** The array with a row and those that follow it, up to {@link #chunkEnd}. */
    long[] words(int row) {
        return memory.array(chunks[row / chunkRows]);
    }

    /** Where in its array a row begins. */
    int place(int row) {
        return RowChunks.place(chunks[row / chunkRows]) + row % chunkRows * stride;
    }

    /** The number behind the last of the rows that lie behind a row in its chunk, and before {@code to}. */
    int chunkEnd(int row, int to) {
        return Math.min(to, row - row % chunkRows + chunkRows);
    }

    byte[] ids() {
        return ids;
    }

    List<EncodedBlock> encoded() {
        return sealed;
    }

    /**
     * Adds rows of a group up to the first of another date, or that there is no room for, and returns where that is. The block is open and
     * not full; readers see the rows after {@link #publish}.
     */
    int add(TickGroup group, int from, int to) {
        int end = Math.min(to, from + BlockCodec.MAX_TICKS - rows);
        reserve(end - from);
        int next = from;
        while (next < end) {
            int stop = next + chunkEnd(rows, rows + end - next) - rows;
            int reached = fillChunk(group, next, stop);
            if (reached < stop) {
                return reached;
            }
            next = stop;
        }
        return next;
    }

    /** Adds rows that all have room in the chunk of the next row. */
    private int fillChunk(TickGroup group, int from, int to) {
        byte[] bytes = group.rows();
        long[] words = words(rows);
        int place = place(rows);
        int next = from;
        long first = firstTsNanos;
        long last = lastTsNanos;
        for (; next < to; next++, place += stride) {
            long ts = TickRow.word(bytes, group.place(next) + 8);
            if (!holds(ts)) {
                break;
            }
            first = Math.min(first, ts);
            last = Math.max(last, ts);
            fill(words, place, bytes, group.place(next), group.seq(next));
        }
        firstTsNanos = first;
        lastTsNanos = last;
        rows += next - from;
        return next;
    }

    private void fill(long[] to, int place, byte[] bytes, int at, long seq) {
        long head = TickRow.word(bytes, at);
        to[place] = head;
        to[place + 1] = TickRow.word(bytes, at + 8);
        to[place + 2] = TickRow.word(bytes, at + 16);
        to[place + 3] = TickRow.word(bytes, at + 24);
        to[place + 4] = TickRow.word(bytes, at + 32);
        long word5 = TickRow.word(bytes, at + 40);
        if (kind == TickKind.QUOTE) {
            to[place + 5] = word5;
            to[place + 6] = TickRow.word(bytes, at + 48);
            to[place + 7] = seq;
        } else {
            to[place + 5] = TickHead.hasIdBytes(head) ? addId(bytes, at + TickRow.TRADE_BYTES, (int) word5) : word5;
            to[place + 6] = seq;
        }
    }

    /** Lets readers see all rows that were added. */
    void publish() {
        COUNT.setRelease(this, rows);
    }

    boolean isFull() {
        return rows == BlockCodec.MAX_TICKS;
    }

    /** Whether it should be joined with others in the tape, also once it is sealed. */
    boolean isShort() {
        return rows <= BlockCodec.MAX_TICKS / 2;
    }

    private void reserve(int more) {
        while (chunkCount * chunkRows < rows + more) {
            if (chunkCount == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunkCount * 2);
            }
            chunks[chunkCount++] = memory.take();
        }
    }

    private long addId(byte[] bytes, int at, int length) {
        byte[] to = ids;
        if (idsLength + length > to.length) {
            to = Arrays.copyOf(to, Math.max(256, Math.max(idsLength + length, to.length * 2)));
        }
        System.arraycopy(bytes, at, to, idsLength, length);
        ids = to;
        long word = (long) idsLength << 8 | length;
        idsLength += length;
        return word;
    }

    /** Takes no more rows from now on; the writer's thread. */
    void close() {
        closed = true;
    }

    /** Whether it takes no more rows; the writer's thread. */
    boolean isClosed() {
        return closed;
    }

    /** Encodes a closed block; its chunks may go back after that. Any one thread that the writer gave the block to. */
    void encode(BlockCodec codec) {
        List<EncodedBlock> encoded = new ArrayList<>(1);
        encode(codec, 0, rows, encoded);
        sealed = List.copyOf(encoded);
    }

    /** The bytes of the encoded form of a sealed block. */
    long encodedBytes() {
        long bytes = 0;
        for (int i = 0; i < sealed.size(); i++) {
            bytes += sealed.get(i).bytes();
        }
        return bytes;
    }

    /** Gives the chunks of a sealed block back; the writer's thread. */
    void release() {
        memory.give(chunks, chunkCount);
        ids = NO_IDS;
    }

    private void encode(BlockCodec codec, int from, int to, List<EncodedBlock> blocks) {
        codec.begin(kind, ids);
        for (int row = from; row < to; row = chunkEnd(row, to)) {
            codec.add(words(row), place(row), chunkEnd(row, to) - row);
        }
        codec.end(blocks);
    }

    /** What a commit will write of an open block: rows, and the parts that they replace. */
    record NewPart(LiveBlock block, int fromRow, int toRow, int keptParts, List<EncodedBlock> encoded) {}

    /**
     * Encodes the rows that no commit has written yet, together with the last parts as long as those are no larger: so parts
     * stay few, and each tick is written again at most eleven times before its block is sealed.
     */
    NewPart encodeNew(BlockCodec codec) {
        int from = committedRows;
        int kept = parts.size();
        while (kept > 0 && parts.get(kept - 1).toRow - parts.get(kept - 1).fromRow <= rows - from) {
            from = parts.get(--kept).fromRow;
        }
        List<EncodedBlock> encoded = new ArrayList<>(1);
        encode(codec, from, rows, encoded);
        return new NewPart(this, from, rows, kept, encoded);
    }

    /** Notes that a commit wrote a part and deleted those that it replaced. */
    void committed(NewPart part, long[] rowIds) {
        while (parts.size() > part.keptParts) {
            parts.remove(parts.size() - 1);
        }
        parts.add(new Part(part.fromRow, part.toRow, rowIds));
        committedRows = part.toRow;
    }

    /** Its least time; the writer's thread. */
    long firstTsNanos() {
        if (sealed != null) {
            long first = Long.MAX_VALUE;
            for (EncodedBlock block : sealed) {
                first = Math.min(first, block.firstTsNanos());
            }
            return first;
        }
        return firstTsNanos;
    }

    /** Whether the tape holds all its rows. */
    boolean isCommitted() {
        return committedRows == rows;
    }

    /**
     * Leaves memory after the commit that holds its encoded form, whose arrays go back unless somebody reads them just now: a
     * reader counts himself first and then looks whether the block is gone, so one of the two sees the other.
     */
    void leave(ColumnArrays arrays) {
        gone = true;
        if ((int) DECODING.getVolatile(this) == 0) {
            for (int i = 0; i < sealed.size(); i++) {
                sealed.get(i).give(arrays);
            }
        }
    }

    /** Leaves memory before it was sealed; the tape holds all its rows as parts. */
    void evict() {
        gone = true;
        release();
    }

    /**
     * Appends the rows with {@code seq <= visibleSeq} and a time in the range. Any thread.
     *
     * @return false when the block has left memory: the reader must look at its series' blocks anew
     */
    boolean copy(long visibleSeq, long fromTsNanos, long toTsNanos, TickRows rows) {
        if (sealed == null && !touches(fromTsNanos, toTsNanos)) {
            return !gone;
        }
        TickRows mine = sealed == null ? copyOpen() : null;
        if (gone) {
            return false;
        }
        if (mine == null) {
            mine = decodeSealed(fromTsNanos, toTsNanos);
        }
        if (mine == null) {
            return false;
        }
        for (int row = 0; row < mine.count(); row++) {
            long ts = mine.ts(row);
            if (ts >= fromTsNanos && ts < toTsNanos && mine.seq(row) <= visibleSeq) {
                rows.add(mine, row);
            }
        }
        return true;
    }

    /** Whether the rows that a reader must see can have a time in the range. */
    private boolean touches(long fromTsNanos, long toTsNanos) {
        return (int) COUNT.getAcquire(this) > 0 && firstTsNanos < toTsNanos && lastTsNanos >= fromTsNanos;
    }

    /** The rows of a sealed block's parts that touch the range, or null where it left memory before. */
    private TickRows decodeSealed(long fromTsNanos, long toTsNanos) {
        DECODING.getAndAdd(this, 1);
        try {
            if (gone) {
                return null;
            }
            TickRows rows = new TickRows(kind);
            for (EncodedBlock block : sealed) {
                if (block.firstTsNanos() < toTsNanos && block.lastTsNanos() >= fromTsNanos) {
                    block.decode(rows, series.symbol());
                }
            }
            return rows;
        } finally {
            DECODING.getAndAdd(this, -1);
        }
    }

    /** Tells how many rows it has of which times. Any thread. */
    void addTo(TickSpans spans) {
        List<EncodedBlock> encoded = sealed;
        if (encoded == null) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen > 0) {
                spans.add(firstTsNanos, lastTsNanos, seen);
            }
        } else {
            encoded.forEach(block -> spans.add(block.firstTsNanos(), block.lastTsNanos(), block.count()));
        }
    }

    /** All rows, or null where the block was closed meanwhile: its chunks may be another block's then. */
    private TickRows copyOpen() {
        int seen = (int) COUNT.getAcquire(this);
        long[] copied = new long[seen * stride];
        for (int row = 0; row < seen; row = chunkEnd(row, seen)) {
            System.arraycopy(words(row), place(row), copied, row * stride, (chunkEnd(row, seen) - row) * stride);
        }
        byte[] heap = ids;
        VarHandle.loadLoadFence();
        if (sealed != null || gone) {
            return null;
        }
        TickRows rows = new TickRows(kind);
        rows.wrap(copied, heap, heap.length, seen);
        return rows;
    }
}
