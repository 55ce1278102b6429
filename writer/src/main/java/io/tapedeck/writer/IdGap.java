package io.tapedeck.writer;

/**
 * Ids that a source left out: trades of one symbol came with the ids on both sides of them, and none with these.
 *
 * @param number the symbol's gaps are numbered from 1 as they are noticed, in the order of capture
 * @param fromId the first id that is missing
 * @param toId the last one
 * @param beforeTsNanos the time of the trade with the id before
 * @param beforeSeq its {@code seq}
 * @param afterTsNanos the time of the trade with the id behind
 * @param afterSeq its {@code seq}
 */
public record IdGap(
        long number, long fromId, long toId, long beforeTsNanos, long beforeSeq, long afterTsNanos, long afterSeq) {
    /**
     * How many ids are missing.
     *
     * @return 1 or more
     */
    public long ids() {
        return toId - fromId + 1;
    }

    boolean has(long id) {
        return id >= fromId && id <= toId;
    }

    /** What is left in front of an id that has come. */
    IdGap before(long id, long tsNanos, long seq) {
        return new IdGap(number, fromId, id - 1, beforeTsNanos, beforeSeq, tsNanos, seq);
    }

    /** What is left behind an id that has come. */
    IdGap behind(long id, long tsNanos, long seq, long itsNumber) {
        return new IdGap(itsNumber, id + 1, toId, tsNanos, seq, afterTsNanos, afterSeq);
    }
}
