package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Goal: the line without divisions is that with them. Method: all counts, many rests of each, its largest among them; each value
 * against the division.
 */
class LineTest {
    @Test
    void everyRestOfEveryCountIsDividedRight() {
        for (int count = 1; count <= BlockCodec.MAX_TICKS; count++) {
            for (int rest = 0; rest < count; rest += 1 + count / 64) {
                check(count, rest);
            }
            check(count, count - 1);
        }
    }

    private static void check(int count, int rest) {
        Line line = new Line(5, 7, -(3L * count + rest), count, 0);
        for (int i = 0; i < count; i++) {
            long expected = 5 - 7 * (i * (3L * count + rest) / count);
            if (line.value() != expected) {
                assertThat(line.value())
                        .as("value %d of a line of %d values with rest %d", i, count, rest)
                        .isEqualTo(expected);
            }
            line.step();
        }
    }
}
