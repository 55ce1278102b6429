package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;

/**
 * The prices of one kind among the ticks of a series that are applied together: how far they reach, and which is the newest, so that who
 * follows them need not look at each; and each of them in the order of the journal. Used again and again; the writer's thread.
 */
final class PriceRun {
    private TickGroup group;
    private int decimal;
    private int from;
    private int to;
    private int at; // of the row that is looked at
    private long head;

    private long high;
    private int highScale;
    private int highAt;
    private long low;
    private int lowScale;
    private int lowAt;
    private long earliestNanos;
    private long newestNanos;
    private int newest;

    /**
     * Goes over a run.
     *
     * @param decimal which of a tick's decimals the price is
     * @return false where no tick has it
     */
    boolean of(TickGroup ticks, int decimal, int from, int to) {
        this.group = ticks;
        this.decimal = decimal;
        this.from = from;
        this.to = to;
        toFirst();
        if (!isInside()) {
            return false;
        }
        high = low = price();
        highScale = lowScale = scale();
        newestNanos = earliestNanos = tsNanos();
        newest = highAt = lowAt = at;
        for (toNext(); isInside(); toNext()) {
            consider(price(), scale(), tsNanos());
        }
        return true;
    }

    private void consider(long price, int scale, long tsNanos) {
        if (scale == highScale ? price > high : Alignment.compare(price, scale, high, highScale) > 0) {
            high = price;
            highScale = scale;
            highAt = at;
        }
        if (scale == lowScale ? price < low : Alignment.compare(price, scale, low, lowScale) < 0) {
            low = price;
            lowScale = scale;
            lowAt = at;
        }
        if (tsNanos >= newestNanos) {
            newestNanos = tsNanos;
            newest = at;
        }
        earliestNanos = Math.min(earliestNanos, tsNanos);
    }

    /** The greatest price. */
    long high() {
        return high;
    }

    int highScale() {
        return highScale;
    }

    /** The least price. */
    long low() {
        return low;
    }

    int lowScale() {
        return lowScale;
    }

    /** The least time. */
    long earliestNanos() {
        return earliestNanos;
    }

    /** The greatest time. */
    long newestNanos() {
        return newestNanos;
    }

    /** Looks at the price with the greatest time, of several the last. */
    void toNewest() {
        look(newest);
    }

    /** Looks at the greatest price, of several the first. */
    void toHigh() {
        look(highAt);
    }

    /** Looks at the least price, of several the first. */
    void toLow() {
        look(lowAt);
    }

    /** Looks at the first price. */
    void toFirst() {
        at = from - 1;
        toNext();
    }

    /** Looks at the next price. */
    void toNext() {
        for (at++; at < to; at++) {
            head = TickRow.word(group.rows(), group.place(at));
            if (TickHead.has(head, decimal)) {
                return;
            }
        }
    }

    private void look(int row) {
        at = row;
        head = TickRow.word(group.rows(), group.place(row));
    }

    /** Whether there is a price to look at. */
    boolean isInside() {
        return at < to;
    }

    long price() {
        return TickRow.word(group.rows(), group.place(at) + 24 + 8 * decimal);
    }

    int scale() {
        return TickHead.scale(head, decimal);
    }

    long tsNanos() {
        return TickRow.word(group.rows(), group.place(at) + 8);
    }

    long recvNanos() {
        return TickRow.word(group.rows(), group.place(at) + 16);
    }

    long seq() {
        return group.seq(at);
    }
}
