package io.tapedeck.query;

import io.tapedeck.writer.TickRows;

/** The rows of sorted ones that are in a range, as one stretch. */
final class SortedRun extends RowRun {
    private boolean left;

    SortedRun(Direction direction, TickRows sorted, Range range) {
        super(direction);
        left = show(sorted, range);
        if (left) {
            noteHead();
        }
    }

    boolean isEmpty() {
        return !left;
    }

    @Override
    boolean next() {
        boolean has = left;
        left = false;
        return has;
    }
}
