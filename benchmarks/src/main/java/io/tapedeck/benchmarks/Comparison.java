package io.tapedeck.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs the contenders of rows in turn, each in a fresh JVM, and in every second run in the opposite order, so that what changes on
 * the machine meanwhile meets all alike. It works in a directory of its own, which it deletes. One thread.
 */
final class Comparison {
    /** A store's hot code is still being compiled after two million ticks, which then counts as its work. */
    private static final long WARM_UP_LIMIT = 10_000_000;

    private final Plan plan;
    private final Path base;
    private final PrintStream progress;

    /**
     * What is wanted.
     *
     * @param runs how many times each contender runs
     * @param ticks how many ticks, or null for each row's own number
     * @param seed decides the ticks
     * @param seconds how long to ask where requests are counted
     * @param only the contenders that run; empty for all
     * @param withoutPeers whether other stores are left out
     */
    record Plan(int runs, Long ticks, long seed, double seconds, List<String> only, boolean withoutPeers) {
        boolean runs(Contender contender) {
            return (only.isEmpty() || only.contains(contender.name())) && !(withoutPeers && contender.isPeer());
        }
    }

    Comparison(Plan plan, Path base, PrintStream progress) {
        this.plan = plan;
        this.base = base;
        this.progress = progress;
    }

    /** Runs rows one after another and tells each result as soon as it is whole. */
    List<RowResult> run(List<Row> rows, Consumer<RowResult> told) {
        Path work = workDirectory();
        Thread atExit = new Thread(() -> Directories.delete(work));
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            List<RowResult> results = new ArrayList<>();
            for (Row row : rows) {
                RowResult result = run(row, work);
                results.add(result);
                told.accept(result);
            }
            return results;
        } finally {
            Directories.delete(work);
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private Path workDirectory() {
        try {
            return Files.createTempDirectory(Directories.make(base), "tapedeck-compare")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new BenchmarkException(
                    BenchmarkException.Code.IO, "cannot work in " + base + ": " + e.getMessage(), e);
        }
    }

    private RowResult run(Row row, Path work) {
        List<Contender> contenders =
                new ArrayList<>(row.contenders().stream().filter(plan::runs).toList());
        if (contenders.isEmpty()) {
            throw new BenchmarkException(
                    BenchmarkException.Code.USAGE,
                    "nothing is left to run of row " + row.name() + ": it has "
                            + row.contenders().stream().map(Contender::name).toList());
        }
        long ticks = plan.ticks() == null ? row.ticks() : plan.ticks();
        RowResult result = new RowResult(row, ticks);
        for (int run = 1; run <= plan.runs(); run++) {
            for (Contender contender : contenders) {
                Figures figures =
                        run(row, contender, ticks, work.resolve(row.name() + "-" + run + "-" + contender.name()));
                result.add(contender.name(), figures);
                progress.printf(
                        Locale.ROOT,
                        "%s, run %d of %d, %s: %s%n",
                        row.name(),
                        run,
                        plan.runs(),
                        contender.name(),
                        words(figures));
            }
            Collections.reverse(contenders);
        }
        return result;
    }

    private Figures run(Row row, Contender contender, long ticks, Path directory) {
        Directories.make(directory);
        try {
            long warmUpTicks = Math.min(WARM_UP_LIMIT, ticks);
            return ContenderProcess.run(
                    row, contender, new Assignment(directory, ticks, plan.seed(), warmUpTicks, plan.seconds()));
        } finally {
            Directories.delete(directory);
        }
    }

    private static String words(Figures figures) {
        return String.join(
                ", ",
                figures.byName().entrySet().stream()
                        .map(figure -> figure.getKey() + " " + TextReport.number(figure.getValue()))
                        .toList());
    }
}
