package io.tapedeck.query;

import io.tapedeck.writer.TickRows;

/** Searching and sorting of rows by (ts, seq). Stateless; any thread. */
final class Rows {
    private Rows() {}

    /** The first row of sorted rows that is behind a place; their count where there is none. */
    static int firstAbove(TickRows sorted, long ts, long seq) {
        int low = 0;
        int high = sorted.count();
        while (low < high) {
            int middle = low + high >>> 1;
            if (Range.before(ts, seq, sorted.ts(middle), sorted.seq(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The first row of sorted rows that is at a place or behind it; their count where there is none. */
    static int firstNotBelow(TickRows sorted, long ts, long seq) {
        int low = 0;
        int high = sorted.count();
        while (low < high) {
            int middle = low + high >>> 1;
            if (Range.before(sorted.ts(middle), sorted.seq(middle), ts, seq)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Drops the rows whose {@code seq} is not below a limit, in place. */
    static void keepBelow(TickRows rows, long seqLimit) {
        long[] words = rows.words();
        int stride = rows.stride();
        int kept = 0;
        for (int row = 0; row < rows.count(); row++) {
            if (rows.seq(row) < seqLimit) {
                if (kept != row) {
                    System.arraycopy(words, row * stride, words, kept * stride, stride);
                }
                kept++;
            }
        }
        if (kept < rows.count()) {
            // The bytes of ids stay where they are: only a later addition could overwrite them, and there is none.
            rows.clear();
            rows.added(kept);
        }
    }

    /** The same rows in order: these where they are sorted already, else a copy. */
    static TickRows sorted(TickRows rows) {
        return isSorted(rows) ? rows : firstInOrder(rows, rows.count(), Direction.ASCENDING);
    }

    /** Drops rows of sorted ones that are there twice. */
    static TickRows withoutRepeats(TickRows sorted) {
        for (int row = 1; row < sorted.count(); row++) {
            if (sorted.seq(row - 1) == sorted.seq(row)) {
                return copyWithoutRepeats(sorted);
            }
        }
        return sorted;
    }

    private static TickRows copyWithoutRepeats(TickRows sorted) {
        TickRows result = new TickRows(sorted.kind());
        for (int row = 0; row < sorted.count(); row++) {
            if (row == 0 || sorted.seq(row - 1) != sorted.seq(row)) {
                result.add(sorted, row);
            }
        }
        return result;
    }

    private static boolean isSorted(TickRows rows) {
        for (int row = 1; row < rows.count(); row++) {
            if (!Range.before(rows.ts(row - 1), rows.seq(row - 1), rows.ts(row), rows.seq(row))) {
                return false;
            }
        }
        return true;
    }

    /** The {@code count} rows that a direction reads first, ascending in either case. */
    static TickRows firstInOrder(TickRows rows, int count, Direction direction) {
        int[] order = order(rows);
        int from = direction == Direction.ASCENDING ? 0 : order.length - count;
        TickRows result = new TickRows(rows.kind());
        result.reserve(count);
        for (int i = from; i < from + count; i++) {
            result.add(rows, order[i]);
        }
        return result;
    }

    /** The rows' numbers in order: a merge sort from the bottom up, which passes over what is in order already. */
    private static int[] order(TickRows rows) {
        int count = rows.count();
        int[] from = new int[count];
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        for (int width = 1; width < count; width *= 2) {
            for (int low = 0; low < count; low += 2 * width) {
                merge(rows, from, to, low, Math.min(low + width, count), Math.min(low + 2 * width, count));
            }
            int[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    private static void merge(TickRows rows, int[] from, int[] to, int low, int middle, int high) {
        if (middle == high || before(rows, from[middle - 1], from[middle])) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right == high || left < middle && before(rows, from[left], from[right]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static boolean before(TickRows rows, int row, int other) {
        return Range.before(rows.ts(row), rows.seq(row), rows.ts(other), rows.seq(other));
    }
}
