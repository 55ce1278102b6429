package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of open blocks, used again, so that a busy series makes no garbage, and thousands of series whose blocks grow from small
 * ones have none of them cleared. Sizes double. The writer's thread only.
 */
final class RowArrays {
    /** Rows that a block of a series begins with that was quiet so far. */
    static final int FIRST_ROWS = 16;

    private static final int SIZES = 1 + Integer.numberOfTrailingZeros(BlockCodec.MAX_TICKS / FIRST_ROWS);

    private final long maxKeptBytes;
    private final List<ArrayDeque<long[]>> kept = new ArrayList<>(); // by kind and size
    private long keptBytes;
    private long bytes;

    /**
     * None yet.
     *
     * @param maxKeptBytes how much to keep at most while nobody uses it
     */
    RowArrays(long maxKeptBytes) {
        this.maxKeptBytes = maxKeptBytes;
        for (int i = 0; i < SIZES * TickKind.values().length; i++) {
            kept.add(new ArrayDeque<>());
        }
    }

    /** An array with room for {@code rows}, a number out of {@link #rowsFor}. Its content is undefined. */
    long[] take(TickKind kind, int rows) {
        long[] array = kept(kind, rows).poll();
        if (array == null) {
            array = new long[rows * stride(kind)];
        } else {
            keptBytes -= 8L * array.length;
        }
        bytes += 8L * array.length;
        return array;
    }

    /** The rows of an array with room for {@code rows}: sizes double. */
    static int rowsFor(int rows) {
        int room = FIRST_ROWS;
        while (room < rows) {
            room *= 2;
        }
        return room;
    }

    /** Takes an array back. A reader may still be copying from it: it finds out by its block being sealed. */
    void give(TickKind kind, long[] array) {
        long arrayBytes = 8L * array.length;
        bytes -= arrayBytes;
        if (keptBytes + arrayBytes <= maxKeptBytes) {
            kept(kind, array.length / stride(kind)).push(array);
            keptBytes += arrayBytes;
        }
    }

    /** Bytes of the arrays that are out. */
    long bytes() {
        return bytes;
    }

    static int stride(TickKind kind) {
        return kind == TickKind.TRADE ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE;
    }

    private ArrayDeque<long[]> kept(TickKind kind, int rows) {
        return kept.get(kind.ordinal() * SIZES + Integer.numberOfTrailingZeros(rows / FIRST_ROWS));
    }
}
