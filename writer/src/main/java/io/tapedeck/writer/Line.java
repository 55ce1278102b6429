package io.tapedeck.writer;

/**
 * The straight line of a column, {@code base + unit * ((i * rise) / count)} with the division truncated toward zero, for one i
 * after the other. One thread at a time.
 *
 * <p>There is no division and no branch a step: the height of a step is split into a whole and a rest below {@code count}, and
 * i times the rest, which stays below 2^22, is divided by a multiplication with the reciprocal in units of 2^-34. That is
 * rounded up by less than 2^11 of 2^34, which is too little to carry a quotient over the next whole number.
 */
final class Line {
    private static final int RECIPROCAL_BITS = 34;

    private final long whole;
    private final long extra;
    private final long restStep;
    private long level;
    private long rest;

    /** The line at the value {@code from} of {@code count}, which is at most {@link BlockCodec#MAX_TICKS}. */
    Line(long base, long unit, long rise, int count, int from) {
        long height = Math.abs(rise);
        extra = rise < 0 ? -unit : unit;
        whole = extra * (height / count);
        restStep = height % count * ((1L << RECIPROCAL_BITS) / count + 1);
        level = base + from * whole;
        rest = from * restStep;
    }

    long value() {
        return level + extra * (rest >>> RECIPROCAL_BITS);
    }

    void step() {
        level += whole;
        rest += restStep;
    }
}
