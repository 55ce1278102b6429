package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The mid against the JDK's decimals. */
class MidTest {
    private static final BigInteger LIMIT = BigInteger.TEN.pow(18);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Mid mid = new Mid();

    @Test
    void isHalfOfTheSum() {
        assertThat(mid("61800.3", "61800.4")).isEqualTo(new BigDecimal("61800.35"));
        assertThat(mid("61800.3", "61800.5")).isEqualTo(new BigDecimal("61800.4"));
        assertThat(mid("61800", "61802")).isEqualTo(new BigDecimal("61801"));
        assertThat(mid("-1", "1")).isEqualTo(BigDecimal.ZERO);
        assertThat(mid("-0.1", "0.05")).isEqualTo(new BigDecimal("-0.025"));
    }

    @Test
    void isRoundedHalfEvenOnlyWhereNoDecimalHoldsIt() {
        assertThat(mid("0.000000000000000001", "0.000000000000000002"))
                .isEqualTo(new BigDecimal("0.000000000000000002"));
        assertThat(mid("0.000000000000000002", "0.000000000000000003"))
                .isEqualTo(new BigDecimal("0.000000000000000002"));
        assertThat(mid("999999999999999999", "999999999999999998")).isEqualTo(new BigDecimal("999999999999999998"));
        assertThat(mid("9.99999999999999999", "9.99999999999999998")).isEqualTo(new BigDecimal("9.99999999999999998"));
        assertThat(mid("999999999999999999", "0.000000000000000001"))
                .isEqualTo(new BigDecimal("499999999999999999.5").setScale(0, RoundingMode.HALF_EVEN));
    }

    @Test
    void isExactOrTheNearestThatFits() {
        System.out.println("MidTest seed " + seed);
        for (int i = 0; i < 50_000; i++) {
            BigDecimal bid = CandleTicks.decimal(random, i % 2 == 0);
            BigDecimal ask = CandleTicks.decimal(random, i % 2 == 0);
            BigDecimal half = bid.add(ask).multiply(new BigDecimal("0.5"));
            BigDecimal found = mid(bid, ask);
            Supplier<String> told = () -> bid + " and " + ask + ", seed " + seed;
            assertThat(found).as(told).isEqualTo(Exact.plain(found));
            assertThat(found.scale()).as(told).isLessThanOrEqualTo(18);
            assertThat(found.unscaledValue().abs()).as(told).isLessThan(LIMIT);
            int places = Math.min(18, half.scale());
            while (half.setScale(places, RoundingMode.HALF_EVEN)
                                    .unscaledValue()
                                    .abs()
                                    .compareTo(LIMIT)
                            >= 0
                    && Exact.plain(half).precision() > 18) {
                places--;
            }
            assertThat(found).as(told).isEqualByComparingTo(half.setScale(places, RoundingMode.HALF_EVEN));
        }
    }

    private BigDecimal mid(String bid, String ask) {
        return mid(new BigDecimal(bid), new BigDecimal(ask));
    }

    private BigDecimal mid(BigDecimal bid, BigDecimal ask) {
        mid.set(
                bid.unscaledValue().longValueExact(),
                bid.scale(),
                ask.unscaledValue().longValueExact(),
                ask.scale());
        return BigDecimal.valueOf(mid.mantissa, mid.scale);
    }
}
