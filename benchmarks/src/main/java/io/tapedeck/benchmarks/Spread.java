package io.tapedeck.benchmarks;

import java.util.Arrays;

/** The median of some figures and how far they lie apart. Immutable. */
record Spread(double median, double least, double most) {
    static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
