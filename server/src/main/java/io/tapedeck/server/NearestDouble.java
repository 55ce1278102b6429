package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import java.math.BigDecimal;

/** The double nearest to a decimal. Makes no object up to 15 digits. Stateless; any thread. */
final class NearestDouble {
    /** Below it a long is a double exactly; so is each power of ten up to 10^22, and one division rounds once. */
    private static final long EXACT = 1L << 53;

    private NearestDouble() {}

    static double of(long mantissa, int scale) {
        return Math.abs(mantissa) < EXACT
                ? mantissa / (double) Decimal.power(scale)
                : BigDecimal.valueOf(mantissa, scale).doubleValue();
    }
}
