package io.tapedeck.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** The results for people: a table a row. It closes nothing. One thread. */
final class TextReport {
    private static final String LINE = "  %-24s %-26s %14s   %-27s %s%n";

    private final PrintStream out;

    TextReport(PrintStream out) {
        this.out = out;
    }

    void print(RowResult result) {
        out.printf(
                Locale.ROOT,
                "%n%s: %s; %,d ticks%n",
                result.row().name(),
                result.row().about(),
                result.ticks());
        out.printf(
                LINE,
                "contender",
                "figure",
                "median",
                "range",
                "times " + result.row().baseline() + " (a run's least - most)");
        for (String contender : result.contenders()) {
            String shown = contender;
            for (String name : result.names(contender)) {
                Spread spread = Spread.of(result.runs(contender, name));
                out.printf(
                        LINE,
                        shown,
                        name,
                        number(spread.median()),
                        number(spread.least()) + " - " + number(spread.most()),
                        ratio(result.ratio(contender, name)));
                shown = "";
            }
        }
        out.flush();
    }

    private static String ratio(Spread ratio) {
        return ratio == null
                ? ""
                : number(ratio.median()) + " (" + number(ratio.least()) + " - " + number(ratio.most()) + ")";
    }

    /** Three digits that count, or all in front of the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}
