package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole numbers and exact decimals of every length, in arrays that have the room that is asked for and no more, as the JDK prints them. */
class DigitsTest {
    private final byte[] longs = new byte[Digits.MAX_BYTES];
    private final byte[] decimals = new byte[DecimalPrinter.MAX_BYTES];
    private final Random random = new Random(41);

    private String printed(long value) {
        Arrays.fill(longs, (byte) '#');
        return new String(longs, 0, Digits.print(value, longs, 0), StandardCharsets.US_ASCII);
    }

    private String printed(long mantissa, int scale) {
        Arrays.fill(decimals, (byte) '#');
        return new String(
                decimals, 0, DecimalPrinter.print(mantissa, scale, false, decimals, 0), StandardCharsets.US_ASCII);
    }

    @Test
    void wholeNumbersOfEveryLength() {
        for (long edge = 1; edge > 0 && edge < Long.MAX_VALUE / 10; edge *= 10) {
            for (long value : new long[] {edge - 1, edge, edge + 1, 9 * edge, -edge, 1 - edge}) {
                assertThat(printed(value)).isEqualTo(Long.toString(value));
            }
        }
        for (long value : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
            assertThat(printed(value)).isEqualTo(Long.toString(value));
        }
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            assertThat(printed(value)).isEqualTo(Long.toString(value));
        }
    }

    @Test
    void eightDigitsAtAStepAreThoseOfTheNumber() {
        for (int value = 0; value < Digits.EIGHT; value += 1 + random.nextInt(2_000)) {
            long digits = Digits.split(value);
            String text = String.format("%08d", value);
            for (int i = 0; i < 8; i++) {
                assertThat((char) ('0' + (digits >>> 8 * i & 0xff))).isEqualTo(text.charAt(i));
            }
        }
    }

    @Test
    void exactDecimalsOfEveryLengthAndScaleHaveNoZeroBehind() {
        for (int i = 0; i < 200_000; i++) {
            long mantissa = random.nextLong() % Decimal.power(1 + random.nextInt(18));
            int zeros = random.nextInt(4);
            mantissa = i % 3 == 0 ? mantissa / Decimal.power(zeros) * Decimal.power(zeros) : mantissa;
            int scale = random.nextInt(19);
            BigDecimal plain = BigDecimal.valueOf(mantissa, scale).stripTrailingZeros();
            assertThat(printed(mantissa, scale)).isEqualTo(plain.toPlainString());
        }
    }
}
