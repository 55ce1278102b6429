package io.tapedeck.writer;

/**
 * The order of rows by (ts, seq), as an array of their numbers. Most blocks are in order already, which one pass finds out;
 * the others take a merge sort that skips what is in order. Holds arrays that are used again: one thread at a time.
 */
final class RowOrder {
    private static final int SMALL = 8;

    private final long[] ts = new long[BlockCodec.MAX_TICKS];
    private final long[] seq = new long[BlockCodec.MAX_TICKS];
    private final int[] order = new int[BlockCodec.MAX_TICKS];
    private final int[] other = new int[BlockCodec.MAX_TICKS];
    private int first;

    /**
     * Orders rows.
     *
     * @return the numbers of the rows from {@code from} to {@code to}, by (ts, seq), from index 0 on; this object's own array
     */
    int[] of(TickRows rows, int from, int to) {
        first = from;
        int count = to - from;
        for (int i = 0; i < count; i++) {
            order[i] = from + i;
        }
        if (!isInOrder(rows, from, to)) {
            for (int i = 0; i < count; i++) {
                ts[i] = rows.ts(from + i);
                seq[i] = rows.seq(from + i);
            }
            sort(0, count);
        }
        return order;
    }

    private static boolean isInOrder(TickRows rows, int from, int to) {
        long[] words = rows.words();
        int stride = rows.stride();
        for (int at = (from + 1) * stride; at < to * stride; at += stride) {
            long before = words[at - stride + 1];
            long ts = words[at + 1];
            if (before > ts || before == ts && words[at - 1] > words[at + stride - 1]) {
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
        long a = ts[row - first];
        long b = ts[next - first];
        return a > b || a == b && seq[row - first] > seq[next - first];
    }
}
