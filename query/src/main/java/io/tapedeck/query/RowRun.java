package io.tapedeck.query;

import io.tapedeck.writer.TickRows;

/**
 * Ticks in order, shown a stretch of rows at a time. A stretch is {@link #rows} from row {@link #at} on by the direction's
 * step up to but without row {@link #end}, and is good until the next call of {@link #next}. Who merges runs may take a
 * stretch in part by moving {@link #at}. One thread at a time.
 */
abstract class RowRun {
    final Direction direction;

    TickRows rows;
    int at;
    int end;

    /** Where the first row is, or before {@link #next} was called at first a place that it cannot be before. */
    long headTs;

    long headSeq;

    /** Whether the head is a row's, because {@link #next} was called. */
    boolean open;

    RowRun(Direction direction) {
        this.direction = direction;
    }

    /** Moves on to the next stretch; false where there is none. A stretch has a row at least. */
    abstract boolean next();

    /** Moves on and notes the new head. */
    final boolean advance() {
        open = true;
        if (!next()) {
            return false;
        }
        noteHead();
        return true;
    }

    final void noteHead() {
        headTs = rows.ts(at);
        headSeq = rows.seq(at);
    }

    /** Shows the rows of sorted ones that are in a range; false where there are none. */
    final boolean show(TickRows sorted, Range range) {
        int low = Rows.firstAbove(sorted, range.lowTs(), range.lowSeq());
        int high = Rows.firstNotBelow(sorted, range.highTs(), range.highSeq());
        if (low >= high) {
            return false;
        }
        rows = sorted;
        at = direction == Direction.ASCENDING ? low : high - 1;
        end = direction == Direction.ASCENDING ? high : low - 1;
        return true;
    }
}
