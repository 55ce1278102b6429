package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Exact decimals of any size, for money: never a double. A division, which may have no end, is rounded to {@link #PLACES} decimal
 * places, half to even. Stateless; any thread.
 */
public final class Exact {
    /** The decimal places that a division is rounded to. */
    public static final int PLACES = 18;

    private Exact() {}

    /**
     * A quotient.
     *
     * @param dividend any number
     * @param divisor not 0
     * @return the quotient, rounded to {@link #PLACES} places, half to even, in its plain form
     */
    public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        return plain(dividend.divide(divisor, PLACES, RoundingMode.HALF_EVEN));
    }

    /**
     * The one plain form: no trailing zeros, no exponent.
     *
     * @param value any number
     * @return the same number
     */
    public static BigDecimal plain(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static String text(BigDecimal value) {
        return plain(value).toPlainString();
    }
}
