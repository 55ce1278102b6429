package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.util.ArrayDeque;

/**
 * The arrays of open blocks. Full-sized ones are used again, so that a busy series makes no garbage; smaller ones are left to
 * the collector. The writer's thread only.
 */
final class RowArrays {
    /** Rows that a block of a series begins with that was quiet so far. */
    static final int FIRST_ROWS = 16;

    private static final int KEPT = 64;

    private final ArrayDeque<long[]> trades = new ArrayDeque<>();
    private final ArrayDeque<long[]> quotes = new ArrayDeque<>();
    private long bytes;

    /** An array with room for {@code rows}, which is at most {@link BlockCodec#MAX_TICKS}. Its content is undefined. */
    long[] take(TickKind kind, int rows) {
        long[] array = rows == BlockCodec.MAX_TICKS ? kept(kind).poll() : null;
        if (array == null) {
            array = new long[rows * stride(kind)];
        }
        bytes += 8L * array.length;
        return array;
    }

    /** Takes an array back. A reader may still be copying from it: it finds out by its block being sealed. */
    void give(TickKind kind, long[] array) {
        bytes -= 8L * array.length;
        ArrayDeque<long[]> kept = kept(kind);
        if (array.length == BlockCodec.MAX_TICKS * stride(kind) && kept.size() < KEPT) {
            kept.push(array);
        }
    }

    /** Bytes of the arrays that are out. */
    long bytes() {
        return bytes;
    }

    static int stride(TickKind kind) {
        return kind == TickKind.TRADE ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE;
    }

    private ArrayDeque<long[]> kept(TickKind kind) {
        return kind == TickKind.TRADE ? trades : quotes;
    }
}
