package io.tapedeck.writer;

/**
 * Prices between which nothing happens to anybody, so that a run of prices inside of them need not be looked at one by one: the greatest of all
 * levels below, and the least of all above. One thread at a time.
 */
final class PriceBound {
    private long low;
    private int lowScale;
    private boolean hasLow;
    private boolean lowHolds; // at the low itself nothing happens yet
    private long high;
    private int highScale;
    private boolean hasHigh;
    private boolean highHolds;
    private boolean everywhere;

    /** Nothing happens at any price. */
    void clear() {
        hasLow = hasHigh = everywhere = false;
    }

    /** Something may happen at every price. */
    void everywhere() {
        everywhere = true;
    }

    /** Something happens at this price and below. */
    void below(PriceLevel level) {
        if (level.fits()) {
            below(level.ceiling(), level.scale(), false);
        } else {
            everywhere = true;
        }
    }

    /** Something happens at this price and above. */
    void above(PriceLevel level) {
        if (level.fits()) {
            above(level.floor(), level.scale(), false);
        } else {
            everywhere = true;
        }
    }

    /** Something happens below this price, and at it unless it holds. */
    void below(long price, int scale, boolean holds) {
        int distance = hasLow ? Alignment.compare(price, scale, low, lowScale) : 1;
        if (distance > 0) {
            hasLow = true;
            low = price;
            lowScale = scale;
            lowHolds = holds;
        } else if (distance == 0) {
            lowHolds &= holds;
        }
    }

    /** Something happens above this price, and at it unless it holds. */
    void above(long price, int scale, boolean holds) {
        int distance = hasHigh ? Alignment.compare(price, scale, high, highScale) : -1;
        if (distance < 0) {
            hasHigh = true;
            high = price;
            highScale = scale;
            highHolds = holds;
        } else if (distance == 0) {
            highHolds &= holds;
        }
    }

    /** Adds all that happens to others. */
    void add(PriceBound other) {
        everywhere |= other.everywhere;
        if (other.hasLow) {
            below(other.low, other.lowScale, other.lowHolds);
        }
        if (other.hasHigh) {
            above(other.high, other.highScale, other.highHolds);
        }
    }

    /** Whether nothing happens at any price of a run. */
    boolean holds(PriceRun run) {
        return !everywhere && isAboveLow(run.low(), run.lowScale()) && isBelowHigh(run.high(), run.highScale());
    }

    /** Whether nothing happens at a price. */
    boolean holds(long price, int scale) {
        return !everywhere && isAboveLow(price, scale) && isBelowHigh(price, scale);
    }

    private boolean isAboveLow(long price, int scale) {
        int distance = hasLow ? Alignment.compare(price, scale, low, lowScale) : 1;
        return distance > 0 || distance == 0 && lowHolds;
    }

    private boolean isBelowHigh(long price, int scale) {
        int distance = hasHigh ? Alignment.compare(price, scale, high, highScale) : -1;
        return distance < 0 || distance == 0 && highHolds;
    }
}
