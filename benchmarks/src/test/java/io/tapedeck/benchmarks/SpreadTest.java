package io.tapedeck.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Goal: medians, ranges and ratios are what they are called. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SpreadTest {
    private static final Row ROW = new Row(
            "row",
            "a row",
            1_000,
            "base",
            List.of(Contender.tapedeck("mine", null), Contender.peer("base", null), Contender.peer("absent", null)));

    @Test
    void median_is_the_middle_one_or_the_mean_of_both_middle_ones() {
        assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(4, 1, 9, 2)).isEqualTo(new Spread(3, 1, 9));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void ratio_is_that_of_the_medians_and_its_range_that_of_single_runs() {
        RowResult result = new RowResult(ROW, 1_000);
        double[] mine = {10, 30, 21};
        double[] base = {5, 10, 14};
        for (int run = 0; run < mine.length; run++) {
            result.add("mine", new Figures().put("ticks_per_second", mine[run]).put("own", 1));
            result.add("base", new Figures().put("ticks_per_second", base[run]));
        }
        Spread ratio = result.ratio("mine", "ticks_per_second");
        assertThat(ratio.median()).isCloseTo(21.0 / 10, within(1e-12));
        assertThat(ratio.least()).isCloseTo(1.5, within(1e-12));
        assertThat(ratio.most()).isCloseTo(3.0, within(1e-12));
        assertThat(result.ratio("mine", "own")).isNull();
        assertThat(result.ratio("base", "ticks_per_second")).isNull();
        assertThat(result.contenders()).containsExactly("mine", "base");
    }

    @Test
    void without_the_baseline_there_is_no_ratio() {
        RowResult result = new RowResult(ROW, 1_000);
        result.add("mine", new Figures().put("ticks_per_second", 1));
        assertThat(result.ratio("mine", "ticks_per_second")).isNull();
    }
}
