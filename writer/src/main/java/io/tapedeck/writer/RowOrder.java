package io.tapedeck.writer;

/**
 * The order of rows by (ts, seq), as an array of their numbers. Most blocks are in order already, which one pass finds out;
 * the others take a merge sort that skips what is in order. Holds an array that is used again: one thread at a time.
 */
final class RowOrder {
    private static final int SMALL = 8;

    private final int[] other = new int[BlockCodec.MAX_TICKS];
    private long[] ts;
    private long[] seq;
    private int[] order;

    /**
     * Orders rows.
     *
     * @param order becomes the numbers of the rows, from 0, by (ts, seq)
     * @return false where the rows were in this order already
     */
    boolean sort(long[] ts, long[] seq, int count, int[] order) {
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        if (isInOrder(ts, seq, count)) {
            return false;
        }
        this.ts = ts;
        this.seq = seq;
        this.order = order;
        sort(0, count);
        return true;
    }

    private static boolean isInOrder(long[] ts, long[] seq, int count) {
        for (int i = 1; i < count; i++) {
            if (ts[i - 1] > ts[i] || ts[i - 1] == ts[i] && seq[i - 1] > seq[i]) {
                return false;
            }
        }
        return true;
    }

    private void sort(int from, int to) {
        if (to - from <= SMALL) {
            insert(from, to);
            return;
        }
        int middle = from + to >>> 1;
        sort(from, middle);
        sort(middle, to);
        if (isAfter(order[middle - 1], order[middle])) {
            merge(from, middle, to);
        }
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int row = order[i];
            int at = i;
            while (at > from && isAfter(order[at - 1], row)) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = row;
        }
    }

    private void merge(int from, int middle, int to) {
        System.arraycopy(order, from, other, from, middle - from);
        int left = from;
        int right = middle;
        for (int at = from; left < middle; at++) {
            boolean takeRight = right < to && isAfter(other[left], order[right]);
            order[at] = takeRight ? order[right++] : other[left++];
        }
    }

    private boolean isAfter(int row, int next) {
        return ts[row] > ts[next] || ts[row] == ts[next] && seq[row] > seq[next];
    }
}
