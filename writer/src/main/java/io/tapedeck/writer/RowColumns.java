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

    /** Takes the rows from {@code from} to {@code to}, at most {@link BlockCodec#MAX_TICKS}. */
    void take(TickRows rows, int from, int to) {
        int count = to - from;
        if (rows.kind() == TickKind.TRADE) {
            takeTrades(rows.words(), from, count);
        } else {
            takeQuotes(rows.words(), from, count);
        }
        int stride = rows.stride();
        if (rowOrder.sort(columns[1], columns[stride - 1], count, order)) {
            for (int i = 0; i < stride; i++) {
                arrange(i, count);
            }
        }
        for (int i = 0; i < count; i++) {
            order[i] += from;
        }
    }

    private void takeTrades(long[] words, int from, int count) {
        long[] heads = columns[0];
        long[] ts = columns[1];
        long[] recvTs = columns[2];
        long[] prices = columns[3];
        long[] sizes = columns[4];
        long[] ids = columns[5];
        long[] seqs = columns[6];
        for (int i = 0, at = from * TickRows.TRADE_STRIDE; i < count; i++, at += TickRows.TRADE_STRIDE) {
            heads[i] = words[at];
            ts[i] = words[at + 1];
            recvTs[i] = words[at + 2];
            prices[i] = words[at + 3];
            sizes[i] = words[at + 4];
            ids[i] = words[at + 5];
            seqs[i] = words[at + 6];
        }
    }

    private void takeQuotes(long[] words, int from, int count) {
        long[] heads = columns[0];
        long[] ts = columns[1];
        long[] recvTs = columns[2];
        long[] bids = columns[3];
        long[] bidSizes = columns[4];
        long[] asks = columns[5];
        long[] askSizes = columns[6];
        long[] seqs = columns[7];
        for (int i = 0, at = from * TickRows.QUOTE_STRIDE; i < count; i++, at += TickRows.QUOTE_STRIDE) {
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

    private void arrange(int column, int count) {
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

    /** The numbers of the rows in the order of the columns; this object's own array. */
    int[] order() {
        return order;
    }
}
