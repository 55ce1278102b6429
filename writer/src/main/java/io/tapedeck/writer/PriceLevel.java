package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A price that others are compared with, without an object for each: exactly, where the journal's decimals can hold it, as they nearly always
 * can; else those next to it serve to tell what is surely on one side of it. Immutable; any thread.
 */
final class PriceLevel {
    private static final int SCALE = 9;
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    private final BigDecimal value;
    private final boolean isExact;
    private final boolean fits;
    private final long floor;
    private final long ceiling;
    private final int scale;

    PriceLevel(BigDecimal value) {
        this.value = value;
        isExact = value.scale() >= 0 && value.scale() <= Alignment.MAX_SCALE && fits(value);
        scale = isExact ? value.scale() : SCALE;
        BigDecimal below = value.setScale(scale, RoundingMode.FLOOR);
        BigDecimal above = value.setScale(scale, RoundingMode.CEILING);
        fits = fits(below) && fits(above);
        floor = fits ? below.unscaledValue().longValueExact() : 0;
        ceiling = fits ? above.unscaledValue().longValueExact() : 0;
    }

    private static boolean fits(BigDecimal value) {
        return new BigDecimal(value.unscaledValue()).abs().compareTo(MAX) <= 0;
    }

    /** Whether there are decimals of the journal's next to it at all. */
    boolean fits() {
        return fits;
    }

    /** The greatest mantissa that is not above it. */
    long floor() {
        return floor;
    }

    /** The least mantissa that is not below it. */
    long ceiling() {
        return ceiling;
    }

    /** Of both. */
    int scale() {
        return scale;
    }

    /** How a price compares with it. */
    int compare(long price, int priceScale) {
        return isExact
                ? Alignment.compare(price, priceScale, floor, scale)
                : BigDecimal.valueOf(price, priceScale).compareTo(value);
    }
}
