package io.tapedeck.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the runs of one row gave: the figures of each contender in each run, in order of the runs. One thread. */
final class RowResult {
    private final Row row;
    private final long ticks;
    private final Map<String, List<Figures>> byContender = new LinkedHashMap<>();

    RowResult(Row row, long ticks) {
        this.row = row;
        this.ticks = ticks;
    }

    void add(String contender, Figures figures) {
        byContender.computeIfAbsent(contender, name -> new ArrayList<>()).add(figures);
    }

    Row row() {
        return row;
    }

    long ticks() {
        return ticks;
    }

    /** The contenders that ran, in the row's order. */
    List<String> contenders() {
        return row.contenders().stream()
                .map(Contender::name)
                .filter(byContender::containsKey)
                .toList();
    }

    /** The names of a contender's figures. */
    Set<String> names(String contender) {
        return new LinkedHashSet<>(byContender.get(contender).get(0).byName().keySet());
    }

    /** A contender's figure in each run. */
    double[] runs(String contender, String name) {
        return byContender.get(contender).stream()
                .mapToDouble(figures -> figures.byName().get(name))
                .toArray();
    }

    /**
     * How many times the baseline's figure a contender's is: as median the ratio of the two medians, as bounds the least and the
     * greatest ratio within one run. Null where the baseline did not run or has no such figure, and for itself.
     */
    Spread ratio(String contender, String name) {
        boolean compares = !contender.equals(row.baseline())
                && byContender.containsKey(row.baseline())
                && names(row.baseline()).contains(name);
        if (!compares) {
            return null;
        }
        double[] mine = runs(contender, name);
        double[] theirs = runs(row.baseline(), name);
        double[] ratios = new double[Math.min(mine.length, theirs.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = mine[i] / theirs[i];
        }
        Spread spread = Spread.of(ratios);
        return new Spread(Spread.of(mine).median() / Spread.of(theirs).median(), spread.least(), spread.most());
    }
}
