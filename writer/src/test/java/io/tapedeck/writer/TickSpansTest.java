package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Goal: a range of times is cut to parts that are never empty, end by end, and have about as many ticks as were wanted. */
class TickSpansTest {
    private static final long START = 1_700_000_000_000_000_000L;

    /** A hundred runs of 1,000 ticks, one second each. */
    private static TickSpans inARow() {
        TickSpans spans = new TickSpans();
        for (int i = 0; i < 100; i++) {
            spans.add(START + i * 1_000_000_000L, START + i * 1_000_000_000L + 999_999_999, 1_000);
        }
        return spans;
    }

    @Test
    void cutsOffAboutAsManyAsAreWantedAtEitherEnd() {
        long cut = inARow().cut(0, Long.MAX_VALUE, true, 10_000);
        assertThat((START + 100_000_000_000L - cut) / 1e9).isBetween(9.99, 10.01);
        cut = inARow().cut(START, Long.MAX_VALUE, false, 10_000);
        assertThat((cut - START) / 1e9).isBetween(9.99, 10.01);
        cut = inARow().cut(START + 50_000_000_000L, START + 80_000_000_000L, true, 10_000);
        assertThat((START + 80_000_000_000L - cut) / 1e9).isBetween(9.99, 10.01);
    }

    @Test
    void cutsOffWhatIsOlderThanAnything() {
        assertThat(inARow().cut(0, Long.MAX_VALUE, false, 10_000)).isEqualTo(START);
        assertThat(inARow().cut(START - 1, START + 80_000_000_000L, false, 10_000))
                .isEqualTo(START);
    }

    @Test
    void leavesARangeWholeThatHasHardlyMore() {
        assertThat(inARow().cut(0, 7, true, 10_000)).isZero();
        assertThat(inARow().cut(0, 7, false, 10_000)).isEqualTo(7);
        assertThat(inARow().cut(0, Long.MAX_VALUE, true, 50_000)).isZero();
        assertThat(new TickSpans().cut(0, Long.MAX_VALUE, false, 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void cutsRunsThatAllOverlapToo() {
        TickSpans spans = new TickSpans();
        for (int i = 0; i < 1_000; i++) {
            spans.add(START + i, START + 86_400_000_000_000L - i, 1_000);
        }
        long cut = spans.cut(0, Long.MAX_VALUE, true, 100_000);
        assertThat((START + 86_400_000_000_000L - cut) / 86_400e9).isBetween(0.09, 0.11);
    }

    @Property(tries = 300)
    void partsAreNeverEmptyAndComeToAnEnd(
            @ForAll List<@LongRange(min = 0, max = 1_000) Long> firsts,
            @ForAll @IntRange(min = 1, max = 200) int length,
            @ForAll @IntRange(min = 1, max = 50) int wanted,
            @ForAll boolean atTheEnd) {
        List<long[]> runs = new ArrayList<>();
        firsts.forEach(first -> runs.add(new long[] {START + first, START + first + length % (first + 1)}));
        long from = START - 5;
        long to = START + 1_500;
        int parts = 0;
        while (from < to) {
            TickSpans spans = new TickSpans();
            runs.forEach(run -> spans.add(run[0], run[1], 20));
            long cut = spans.cut(from, to, atTheEnd, wanted);
            if (atTheEnd) {
                assertThat(cut).isGreaterThanOrEqualTo(from).isLessThan(to);
                to = cut;
            } else {
                assertThat(cut).isGreaterThan(from).isLessThanOrEqualTo(to);
                from = cut;
            }
            assertThat(++parts).isLessThanOrEqualTo(1_505);
        }
    }
}
