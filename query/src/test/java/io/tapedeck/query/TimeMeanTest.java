package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Decimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums and means over time are those of the JDK's decimals, up to the largest that there are. */
final class TimeMeanTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void sumsAreExact() {
        System.out.println("seed " + seed);
        for (int round = 0; round < 200; round++) {
            ExactSum sum = new ExactSum();
            BigDecimal expected = BigDecimal.ZERO;
            long left = Long.MAX_VALUE;
            for (int i = 0; i < 100; i++) {
                long mantissa = mantissa();
                int scale = random.nextInt(19);
                long times = random.nextLong(left / 2);
                left -= times;
                sum.add(mantissa, scale, times);
                expected = expected.add(BigDecimal.valueOf(mantissa, scale).multiply(BigDecimal.valueOf(times)));
            }
            assertThat(sum.value()).isEqualByComparingTo(expected);
        }
    }

    @Test
    void meansAreThoseOfThePlainFormula() {
        MathContext digits = new MathContext(18, RoundingMode.HALF_EVEN);
        for (int round = 0; round < 500; round++) {
            TimeMean mean = new TimeMean();
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal last = null;
            long ts = random.nextLong(1L << 60);
            long first = ts;
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                long mantissa = mantissa();
                long less = mantissa();
                mean.next(ts, mantissa, 7, less, 3);
                last = BigDecimal.valueOf(mantissa, 7).subtract(BigDecimal.valueOf(less, 3));
                long next = ts + random.nextLong(random.nextBoolean() ? 2 : 1L << 50);
                sum = sum.add(last.multiply(BigDecimal.valueOf(next - ts)));
                ts = next;
            }
            BigDecimal expected = ts == first ? last : sum.divide(BigDecimal.valueOf(ts - first), digits);
            assertThat(mean.mean(ts)).isEqualByComparingTo(expected);
        }
        assertThat(new TimeMean().mean(5)).isNull();
    }

    private long mantissa() {
        long magnitude = random.nextInt(4) == 0 ? Decimal.LIMIT - 1 : random.nextLong(Decimal.LIMIT);
        return random.nextBoolean() ? magnitude : -magnitude;
    }
}
