package io.tapedeck.query;

import java.util.Arrays;

/**
 * Several runs as one, in order: a heap of runs by their first row, of which the topmost shows its rows up to the first row
 * of the next run. Runs that do not overlap are thus passed on whole, without a comparison a tick. Runs whose beginning is
 * known only by a bound are opened when they come to the top, not before.
 */
final class RowMerge extends RowRun {
    private RowRun[] heap = new RowRun[8];
    private int size;
    private boolean shown;

    RowMerge(Direction direction) {
        super(direction);
    }

    /** Adds a run, before the first call of {@link #next}. */
    void add(RowRun run) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        heap[size] = run;
        siftUp(size++);
    }

    @Override
    boolean next() {
        if (shown) {
            shown = false;
            takeShown();
        }
        while (size > 0 && !heap[0].open) {
            settle(heap[0].advance());
        }
        if (size == 0) {
            return false;
        }
        RowRun top = heap[0];
        rows = top.rows;
        at = top.at;
        end = cut(top);
        shown = true;
        return true;
    }

    private void takeShown() {
        RowRun top = heap[0];
        top.at = end;
        if (top.at != top.end) {
            top.noteHead();
            settle(true);
        } else {
            settle(top.advance());
        }
    }

    /** Brings the topmost run to its place, or drops it where it has come to its end. */
    private void settle(boolean goesOn) {
        if (!goesOn) {
            heap[0] = heap[--size];
            heap[size] = null;
        }
        siftDown();
    }

    /** Where the topmost run's rows cease to be before all others. */
    private int cut(RowRun top) {
        if (size == 1) {
            return top.end;
        }
        RowRun second = size == 2 || before(heap[1], heap[2]) ? heap[1] : heap[2];
        int step = direction.step;
        if (isBefore(top, top.end - step, second)) {
            return top.end;
        }
        // The first row is before the second run, the last is not: double the stride, then halve it.
        int length = (top.end - top.at) * step;
        int low = 0;
        int high = 1;
        while (high < length - 1 && isBefore(top, top.at + high * step, second)) {
            low = high;
            high *= 2;
        }
        high = Math.min(high, length - 1);
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (isBefore(top, top.at + middle * step, second)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return top.at + high * step;
    }

    private boolean isBefore(RowRun run, int row, RowRun other) {
        return direction.before(run.rows.ts(row), run.rows.seq(row), other.headTs, other.headSeq);
    }

    private boolean before(RowRun run, RowRun other) {
        return direction.before(run.headTs, run.headSeq, other.headTs, other.headSeq);
    }

    private void siftUp(int i) {
        while (i > 0 && before(heap[i], heap[i - 1 >>> 1])) {
            swap(i, i - 1 >>> 1);
            i = i - 1 >>> 1;
        }
    }

    private void siftDown() {
        int i = 0;
        while (true) {
            int least = i;
            for (int child = 2 * i + 1; child <= 2 * i + 2 && child < size; child++) {
                if (before(heap[child], heap[least])) {
                    least = child;
                }
            }
            if (least == i) {
                return;
            }
            swap(i, least);
            i = least;
        }
    }

    private void swap(int i, int j) {
        RowRun run = heap[i];
        heap[i] = heap[j];
        heap[j] = run;
    }
}
