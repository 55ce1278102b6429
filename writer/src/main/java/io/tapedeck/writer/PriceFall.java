package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * How far a price may fall back from its furthest before something happens to anybody, whichever that furthest is by then: one number
 * for each scale, so that looking costs a subtraction. One thread at a time.
 */
final class PriceFall {
    private static final long UNKNOWN = -1;
    private static final long FAR = 4_000_000_000_000_000_000L; // more than lies between any two prices of 18 digits
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final long[] byScale = new long[Alignment.MAX_SCALE + 1]; // rounded to less
    private BigDecimal least; // null where nothing happens

    /** Nothing happens. */
    void clear() {
        least = null;
    }

    /** Something happens where the price has fallen back so far. */
    void atLeast(BigDecimal distance) {
        if (least == null || distance.compareTo(least) < 0) {
            least = distance;
            Arrays.fill(byScale, UNKNOWN);
        }
    }

    /** Whether nothing happens between two prices, the first of them the greater. */
    boolean holds(long high, int highScale, long low, int lowScale) {
        if (least == null) {
            return true;
        }
        int scale = Math.max(highScale, lowScale);
        long from = Alignment.raise(high, scale - highScale);
        long to = Alignment.raise(low, scale - lowScale);
        if (from == Alignment.MISFIT || to == Alignment.MISFIT) {
            return false;
        }
        long fall = from - to;
        return (fall >= 0 || from < to) && fall < distance(scale); // a fall too large for a number has turned negative
    }

    /** Adds the price at which something happens, if the furthest stays what it is. */
    void addBelow(long high, int scale, PriceBound bound) {
        if (least != null && distance(scale) <= FAR) {
            bound.below(high - distance(scale), scale, false);
        }
    }

    /** The same of a price that rises from its furthest. */
    void addAbove(long low, int scale, PriceBound bound) {
        if (least != null && distance(scale) <= FAR) {
            bound.above(low + distance(scale), scale, false);
        }
    }

    private long distance(int scale) {
        if (byScale[scale] == UNKNOWN) {
            BigDecimal mantissa = least.movePointRight(scale).setScale(0, RoundingMode.FLOOR);
            byScale[scale] = mantissa.compareTo(MAX) > 0 ? Long.MAX_VALUE : mantissa.longValueExact();
        }
        return byScale[scale];
    }
}
