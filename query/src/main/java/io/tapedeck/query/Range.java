package io.tapedeck.query;

/**
 * A stretch of the order of ticks, which is by (ts, seq); both ends are left out of it. As every {@code seq} is from 1 on, the
 * place (ts, 0) is before all ticks of that time, and (ts, {@link #LAST_SEQ}) behind them.
 *
 * @param lowTs time of the lower end
 * @param lowSeq {@code seq} of the lower end
 * @param highTs time of the upper end
 * @param highSeq {@code seq} of the upper end
 */
record Range(long lowTs, long lowSeq, long highTs, long highSeq) {
    /** Above every {@code seq} that there is. */
    static final long LAST_SEQ = Long.MAX_VALUE - 1;

    /** All ticks of a time from the first one on and below the second. */
    static Range ofTimes(long fromNanos, long toNanos) {
        return new Range(fromNanos, 0, toNanos, 0);
    }

    /** The ticks of this range behind a place. */
    Range above(long ts, long seq) {
        return before(lowTs, lowSeq, ts, seq) ? new Range(ts, seq, highTs, highSeq) : this;
    }

    /** The ticks of this range before a place. */
    Range below(long ts, long seq) {
        return before(ts, seq, highTs, highSeq) ? new Range(lowTs, lowSeq, ts, seq) : this;
    }

    /** What is left of this range behind a part of it that begins where it begins, in a direction. */
    Range behind(Range part, Direction direction) {
        return direction == Direction.ASCENDING
                ? new Range(part.highTs, part.highSeq - 1, highTs, highSeq)
                : new Range(lowTs, lowSeq, part.lowTs, part.lowSeq + 1);
    }

    boolean isEmpty() {
        return lowTs > highTs || lowTs == highTs && highSeq - 1 <= lowSeq;
    }

    boolean holds(long ts, long seq) {
        return before(lowTs, lowSeq, ts, seq) && before(ts, seq, highTs, highSeq);
    }

    /** The first time that is above all in the range; saturates. */
    long endTs() {
        return highSeq == 0 || highTs == Long.MAX_VALUE ? highTs : highTs + 1;
    }

    /** Whether the first place is before the second. */
    static boolean before(long ts, long seq, long otherTs, long otherSeq) {
        return ts < otherTs || ts == otherTs && seq < otherSeq;
    }
}
