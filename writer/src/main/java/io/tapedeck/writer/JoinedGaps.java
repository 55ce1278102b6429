package io.tapedeck.writer;

/**
 * Gaps of one symbol that share a row, because there are too many for a row each. In whatever order they are joined, the same comes out.
 *
 * @param gaps how many
 * @param ids how many ids are missing in them
 * @param fromId the least of these
 * @param toId the greatest
 * @param beforeTsNanos the earliest time of a trade on either side of one of them
 * @param beforeSeq its {@code seq}
 * @param afterTsNanos the latest
 * @param afterSeq its {@code seq}
 */
public record JoinedGaps(
        long gaps,
        long ids,
        long fromId,
        long toId,
        long beforeTsNanos,
        long beforeSeq,
        long afterTsNanos,
        long afterSeq) {
    /** No gaps, with which any others are themselves. */
    static final JoinedGaps NONE = new JoinedGaps(
            0, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

    /** One gap. */
    static JoinedGaps of(IdGap gap) {
        boolean inOrder = isBefore(gap.beforeTsNanos(), gap.beforeSeq(), gap.afterTsNanos(), gap.afterSeq());
        return new JoinedGaps(
                1,
                gap.ids(),
                gap.fromId(),
                gap.toId(),
                inOrder ? gap.beforeTsNanos() : gap.afterTsNanos(),
                inOrder ? gap.beforeSeq() : gap.afterSeq(),
                inOrder ? gap.afterTsNanos() : gap.beforeTsNanos(),
                inOrder ? gap.afterSeq() : gap.beforeSeq());
    }

    boolean isNone() {
        return gaps == 0;
    }

    JoinedGaps with(IdGap gap) {
        return with(of(gap));
    }

    JoinedGaps with(JoinedGaps other) {
        boolean first = isBefore(beforeTsNanos, beforeSeq, other.beforeTsNanos, other.beforeSeq);
        boolean last = isBefore(other.afterTsNanos, other.afterSeq, afterTsNanos, afterSeq);
        return new JoinedGaps(
                gaps + other.gaps,
                ids + other.ids,
                Math.min(fromId, other.fromId),
                Math.max(toId, other.toId),
                first ? beforeTsNanos : other.beforeTsNanos,
                first ? beforeSeq : other.beforeSeq,
                last ? afterTsNanos : other.afterTsNanos,
                last ? afterSeq : other.afterSeq);
    }

    private static boolean isBefore(long tsNanos, long seq, long otherTsNanos, long otherSeq) {
        return tsNanos != otherTsNanos ? tsNanos < otherTsNanos : seq < otherSeq;
    }
}
