package io.tapedeck.journal;

/**
 * What a set of ticks is known by: their count, and for each of two views of a tick the sum, modulo 2^128, of the ticks'
 * hashes. A sum needs no order, so that a journal and a tape of the same ticks agree; ticks can be taken away again; and the
 * digests of two parts merge into that of the whole. The same tick twice is not the same as once.
 *
 * <p>{@link #full} covers all of a tick; {@link #content} leaves out {@code seq} and {@code recv_ts}, so that two captures
 * of the same ticks share it. See {@link TickHasher} for what is hashed. One thread at a time.
 */
public final class TickDigest {
    private long count;
    private long fullHigh;
    private long fullLow;
    private long contentHigh;
    private long contentLow;

    /** The digest of no tick. */
    public TickDigest() {}

    /**
     * Adds the tick that was hashed last.
     *
     * @param hashed the hasher
     */
    public void add(TickHasher hashed) {
        plus(1, hashed.fullHigh(), hashed.fullLow(), hashed.contentHigh(), hashed.contentLow());
    }

    /**
     * Takes the tick that was hashed last away.
     *
     * @param hashed the hasher
     */
    public void subtract(TickHasher hashed) {
        minus(1, hashed.fullHigh(), hashed.fullLow(), hashed.contentHigh(), hashed.contentLow());
    }

    /**
     * Adds the ticks of another digest.
     *
     * @param other the other, not changed
     */
    public void add(TickDigest other) {
        plus(other.count, other.fullHigh, other.fullLow, other.contentHigh, other.contentLow);
    }

    /**
     * Takes the ticks of another digest away.
     *
     * @param other the other, not changed
     */
    public void subtract(TickDigest other) {
        minus(other.count, other.fullHigh, other.fullLow, other.contentHigh, other.contentLow);
    }

    /**
     * How many ticks were added and not taken away.
     *
     * @return 0 or above, where only ticks were taken away that had been added
     */
    public long count() {
        return count;
    }

    /**
     * The sum over all of each tick.
     *
     * @return 32 hexadecimal digits
     */
    public String full() {
        return hex(fullHigh, fullLow);
    }

    /**
     * The sum over each tick without {@code seq} and {@code recv_ts}.
     *
     * @return 32 hexadecimal digits
     */
    public String content() {
        return hex(contentHigh, contentLow);
    }

    private void plus(long ticks, long fullHigh, long fullLow, long contentHigh, long contentLow) {
        count += ticks;
        this.fullLow += fullLow;
        this.fullHigh += fullHigh + carry(this.fullLow, fullLow);
        this.contentLow += contentLow;
        this.contentHigh += contentHigh + carry(this.contentLow, contentLow);
    }

    private void minus(long ticks, long fullHigh, long fullLow, long contentHigh, long contentLow) {
        count -= ticks;
        this.fullHigh -= fullHigh + carry(this.fullLow, fullLow);
        this.fullLow -= fullLow;
        this.contentHigh -= contentHigh + carry(this.contentLow, contentLow);
        this.contentLow -= contentLow;
    }

    /** 1 where a sum is below one of its parts, unsigned, and so overflowed; likewise where a difference will. */
    private static long carry(long sum, long part) {
        return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
    }

    private static String hex(long high, long low) {
        return String.format("%016x%016x", high, low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TickDigest digest
                && count == digest.count
                && fullHigh == digest.fullHigh
                && fullLow == digest.fullLow
                && contentHigh == digest.contentHigh
                && contentLow == digest.contentLow;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(fullLow);
    }

    @Override
    public String toString() {
        return count + " ticks, full " + full() + ", content " + content();
    }
}
