package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The memory of open blocks: chunks of {@value #WORDS} words, 64 trades or 56 quotes, cut out of arrays of nearly a MiB that are kept for good.
 * So a block grows without being copied, its memory serves whichever block needs it next, and the collector has nothing to free or to
 * move: where a region of its is a MiB, such an array has one to itself.
 *
 * <p>The writer's thread only, but that any thread may read a chunk. A chunk that was given back may be another block's already: a reader
 * finds that out by its block, see {@link LiveBlock}.
 */
final class RowChunks {
    /** Words of a chunk: of whole rows of either kind. */
    static final int WORDS = 8 * TickRows.TRADE_STRIDE * TickRows.QUOTE_STRIDE;

    private static final int CHUNK_BYTES = 8 * WORDS;
    private static final int ARRAY_HEADER_BYTES = 16;
    private static final int CHUNKS_A_SLAB = ((1 << 20) - ARRAY_HEADER_BYTES) / CHUNK_BYTES;

    private volatile long[][] slabs = new long[0][];
    private int[] free = new int[CHUNKS_A_SLAB];
    private int freeCount;

    /** The rows of a chunk. */
    static int rows(TickKind kind) {
        return WORDS / stride(kind);
    }

    static int stride(TickKind kind) {
        return kind == TickKind.TRADE ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE;
    }

    /** The number of a chunk that nobody has. Its content is undefined. */
    int take() {
        if (freeCount == 0) {
            addSlab();
        }
        return free[--freeCount];
    }

    private void addSlab() {
        int slab = slabs.length;
        long[][] more = Arrays.copyOf(slabs, slab + 1);
        more[slab] = new long[CHUNKS_A_SLAB * WORDS];
        slabs = more;
        int chunks = more.length * CHUNKS_A_SLAB;
        if (chunks > free.length) {
            free = Arrays.copyOf(free, Math.max(chunks, free.length * 2));
        }
        for (int chunk = chunks; chunk > slab * CHUNKS_A_SLAB; ) {
            free[freeCount++] = --chunk; // the first is taken first
        }
    }

    /** Takes back the first {@code count} chunks of a list, whose block says by now that it has them no more. */
    void give(int[] chunks, int count) {
        VarHandle.storeStoreFence(); // a reader sees that before it sees another block's rows
        System.arraycopy(chunks, 0, free, freeCount, count);
        freeCount += count;
    }

    /** The array that a chunk is in. Any thread that knows the chunk. */
    long[] array(int chunk) {
        return slabs[chunk / CHUNKS_A_SLAB];
    }

    /** Where in its array a chunk begins. */
    static int place(int chunk) {
        return chunk % CHUNKS_A_SLAB * WORDS;
    }

    /** Bytes of the chunks that are taken. */
    long bytes() {
        return (long) CHUNK_BYTES * (slabs.length * CHUNKS_A_SLAB - freeCount);
    }
}
