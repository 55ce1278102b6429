package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;

/**
 * The rows of a block turned into columns and sorted by (ts, seq). A row fills a cache line, so that each column read out of the
 * rows would fetch all of them again: they are read once, and what follows goes over columns that lie close. Holds arrays that
 * are used again: one thread at a time.
 */
final class RowColumns {
    private final long[][] columns = new long[TickRows.QUOTE_STRIDE][BlockCodec.MAX_TICKS];
    private final int[] order = new int[BlockCodec.MAX_TICKS];
    private final RowOrder rowOrder = new RowOrder();
    private long[] spare = new long[BlockCodec.MAX_TICKS];
    private TickKind kind;
    private int count;

    /** Forgets all rows; those to come are of a kind. */
    void clear(TickKind kind) {
        this.kind = kind;
        count = 0;
    }

    /** Takes rows that lie one behind the other from {@code at} on; at most {@link BlockCodec#MAX_TICKS} in all. */
    void add(long[] words, int at, int rows) {
        if (kind == TickKind.TRADE) {
            addTrades(words, at, rows);
        } else {
            addQuotes(words, at, rows);
        }
        count += rows;
    }

    /** Puts them in order. */
    void sort() {
        int stride = RowChunks.stride(kind);
        if (rowOrder.sort(columns[1], columns[stride - 1], count, order)) {
            for (int i = 0; i < stride; i++) {
                arrange(i);
            }
        }
    }

    private void addTrades(long[] words, int from, int rows) {
        long[] heads = columns[0];
        long[] ts = columns[1];
        long[] recvTs = columns[2];
        long[] prices = columns[3];
        long[] sizes = columns[4];
        long[] ids = columns[5];
        long[] seqs = columns[6];
        int end = count + rows;
        for (int i = count, at = from; i < end; i++, at += TickRows.TRADE_STRIDE) {
            heads[i] = words[at];
            ts[i] = words[at + 1];
            recvTs[i] = words[at + 2];
            prices[i] = words[at + 3];
            sizes[i] = words[at + 4];
            ids[i] = words[at + 5];
            seqs[i] = words[at + 6];
        }
    }

    private void addQuotes(long[] words, int from, int rows) {
        long[] heads = columns[0];
        long[] ts = columns[1];
        long[] recvTs = columns[2];
        long[] bids = columns[3];
        long[] bidSizes = columns[4];
        long[] asks = columns[5];
        long[] askSizes = columns[6];
        long[] seqs = columns[7];
        int end = count + rows;
        for (int i = count, at = from; i < end; i++, at += TickRows.QUOTE_STRIDE) {
            heads[i] = words[at];
            ts[i] = words[at + 1];
            recvTs[i] = words[at + 2];
            bids[i] = words[at + 3];
            bidSizes[i] = words[at + 4];
            asks[i] = words[at + 5];
            askSizes[i] = words[at + 6];
            seqs[i] = words[at + 7];
        }
    }

    private void arrange(int column) {
        long[] from = columns[column];
        long[] to = spare;
        for (int i = 0; i < count; i++) {
            to[i] = from[order[i]];
        }
        columns[column] = to;
        spare = from;
    }

    /** The words of one place in the rows, see {@link TickRows}; this object's own array. */
    long[] column(int word) {
        return columns[word];
    }

    /** How many rows there are. */
    int count() {
        return count;
    }
}
