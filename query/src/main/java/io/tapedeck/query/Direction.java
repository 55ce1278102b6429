package io.tapedeck.query;

/** Which way ticks are read: a row's step and what comes first. Any thread. */
enum Direction {
    /** From the oldest on. */
    ASCENDING(1),
    /** From the newest back. */
    DESCENDING(-1);

    /** From one row of a sorted run to the next. */
    final int step;

    Direction(int step) {
        this.step = step;
    }

    /** Whether the first place is read before the second. */
    boolean before(long ts, long seq, long otherTs, long otherSeq) {
        return this == ASCENDING ? Range.before(ts, seq, otherTs, otherSeq) : Range.before(otherTs, otherSeq, ts, seq);
    }
}
