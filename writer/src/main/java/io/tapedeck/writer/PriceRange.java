package io.tapedeck.writer;

/**
 * The highest and the lowest of some prices. Prices come in scales that change from tick to tick, as trailing zeros are
 * stripped; each is brought to the largest scale seen so far, in which both extremes are kept beside their own form, so that
 * an ordinary tick costs one multiplication and two comparisons. Prices too far apart for one scale (more than 18 digits from
 * the first to the last) make the range <i>mixed</i>: it stays exact and is slower from then on. One thread at a time, but for
 * {@link #copyRange}, whose source may change meanwhile: it has no branch that a torn state could mislead.
 *
 * <p>A part of a {@link Candle} by inheritance, as are its sums: every tick passes through one candle and a dozen are in memory
 * for each symbol, so that an object less on the way and in the heap counts.
 */
abstract class PriceRange {
    private static final int MIXED = -1;

    long high;
    int highScale;
    long low;
    int lowScale;

    private int scale;
    // Above the high where there is no price yet, so that the first one is both extremes without a question of its own.
    private long alignedHigh = Long.MIN_VALUE;
    private long alignedLow = Long.MAX_VALUE;

    final void clearRange() {
        high = low = 0;
        highScale = lowScale = scale = 0;
        alignedHigh = Long.MIN_VALUE;
        alignedLow = Long.MAX_VALUE;
    }

    /** The scale that prices are brought to; negative where there is none such. */
    final int rangeScale() {
        return scale;
    }

    /** The highest price in {@link #rangeScale}; below every price where there is none yet. */
    final long alignedHigh() {
        return alignedHigh;
    }

    /** The lowest price in {@link #rangeScale}; above every price where there is none yet. */
    final long alignedLow() {
        return alignedLow;
    }

    /** Puts in a price above the highest, whose mantissa in {@link #rangeScale} is {@code aligned}. */
    final void raiseHigh(long aligned, long price, int priceScale) {
        alignedHigh = aligned;
        high = price;
        highScale = priceScale;
    }

    /** Puts in a price below the lowest likewise. */
    final void lowerLow(long aligned, long price, int priceScale) {
        alignedLow = aligned;
        low = price;
        lowScale = priceScale;
    }

    /** Adds a price and gives its mantissa in {@link #rangeScale}; MISFIT where the range is or becomes mixed. */
    final long addPrice(long price, int priceScale) {
        long aligned = Alignment.raise(price, scale - priceScale);
        if (aligned == Alignment.MISFIT) {
            return addUnaligned(price, priceScale);
        }
        if (aligned > alignedHigh) {
            raiseHigh(aligned, price, priceScale);
        }
        if (aligned < alignedLow) {
            lowerLow(aligned, price, priceScale);
        }
        return aligned;
    }

    private long addUnaligned(long price, int priceScale) {
        if (priceScale > scale && realign(priceScale)) {
            return addPrice(price, priceScale);
        }
        widen(price, priceScale, price, priceScale);
        mix();
        return Alignment.MISFIT;
    }

    final void mergeRange(PriceRange other) {
        if (other.isEmpty()) {
            return;
        }
        if (isEmpty()) {
            copyRange(other);
            return;
        }
        widen(other.high, other.highScale, other.low, other.lowScale);
        if (other.scale == MIXED || !realign(Math.max(scale, other.scale))) {
            mix();
        }
    }

    /** Sets both extremes, as a tape holds them. */
    final void setRange(long high, int highScale, long low, int lowScale) {
        this.high = high;
        this.highScale = highScale;
        this.low = low;
        this.lowScale = lowScale;
        scale = 0;
        alignedHigh = alignedLow = 0;
        if (!realign(Math.max(highScale, lowScale))) {
            mix();
        }
    }

    final void copyRange(PriceRange other) {
        high = other.high;
        highScale = other.highScale;
        low = other.low;
        lowScale = other.lowScale;
        scale = other.scale;
        alignedHigh = other.alignedHigh;
        alignedLow = other.alignedLow;
    }

    private boolean isEmpty() {
        return alignedHigh < alignedLow;
    }

    private void widen(long otherHigh, int otherHighScale, long otherLow, int otherLowScale) {
        if (Alignment.compare(otherHigh, otherHighScale, high, highScale) > 0) {
            high = otherHigh;
            highScale = otherHighScale;
        }
        if (Alignment.compare(otherLow, otherLowScale, low, lowScale) < 0) {
            low = otherLow;
            lowScale = otherLowScale;
        }
    }

    /** Brings both extremes to a scale not below their own; false, and no change, where one does not fit or all is mixed. */
    private boolean realign(int newScale) {
        if (scale == MIXED) {
            return false;
        }
        if (!isEmpty()) {
            long newHigh = Alignment.raise(high, newScale - highScale);
            long newLow = Alignment.raise(low, newScale - lowScale);
            if (newHigh == Alignment.MISFIT || newLow == Alignment.MISFIT) {
                return false;
            }
            alignedHigh = newHigh;
            alignedLow = newLow;
        }
        scale = newScale;
        return true;
    }

    private void mix() {
        scale = MIXED;
        alignedHigh = alignedLow = 0;
    }
}
