package io.tapedeck.tools;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures one process from capture to query: trades of 20 symbols in requests of 500, one thread, until all of them are
 * visible; then what they take on the tape. Not a test: docs/BENCHMARKS.md says how to run it.
 */
final class CaptureBenchmark {
    private static final int RUNS = 5;

    private final MarketWorkload trades = new MarketWorkload(20, 1, Long.MAX_VALUE);

    private CaptureBenchmark() {}

    /**
     * Runs it.
     *
     * @param args the number of ticks, and the directory to work in; 20,000,000 and a temporary one by default
     */
    public static void main(String[] args) throws Exception {
        UnsafeNotice.silence();
        LogSetup.quietenLibraries();
        long ticks = args.length > 0 ? Long.parseLong(args[0]) : 20_000_000L;
        Path base = args.length > 1 ? Files.createDirectories(Path.of(args[1])) : null;
        Path data = base == null ? Files.createTempDirectory("bench") : Files.createTempDirectory(base, "bench");
        CaptureBenchmark benchmark = new CaptureBenchmark();
        System.out.println(
                "java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + data);
        benchmark.run(data.resolve("warm-up"), ticks);
        double[] rates = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            rates[i] = benchmark.run(data.resolve("run-" + (i + 1)), ticks);
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT, "queryable: median %.2f M/s, %.2f to %.2f%n", rates[RUNS / 2], rates[0], rates[RUNS - 1]);
        Files.delete(data);
    }

    /** One run in a directory of its own, which is deleted; gives the rate until queryable, in millions a second. */
    private double run(Path data, long ticks) throws IOException, InterruptedException {
        long wholeTicks = ticks / MarketWorkload.REQUEST_TICKS * MarketWorkload.REQUEST_TICKS;
        double appendedSeconds;
        double visibleSeconds;
        try (Tapedeck deck = Tapedeck.open(data)) {
            long startNanos = System.nanoTime();
            trades.capture(deck.capture(), 0, wholeTicks, new Halt());
            deck.capture().flush().awaitAppended(Duration.ofMinutes(10).toNanos());
            appendedSeconds = (System.nanoTime() - startNanos) / 1e9;
            deck.query()
                    .awaitVisible(wholeTicks, Deadline.in(Duration.ofMinutes(10).toNanos()));
            visibleSeconds = (System.nanoTime() - startNanos) / 1e9;
        }
        long tapeBytes = Files.size(data.resolve("tape.db"));
        System.out.printf(
                Locale.ROOT,
                "%s: %,d trades; appended %.2f M/s, queryable %.2f M/s; tape %.2f bytes a trade%n",
                data.getFileName(),
                wholeTicks,
                wholeTicks / appendedSeconds / 1e6,
                wholeTicks / visibleSeconds / 1e6,
                (double) tapeBytes / wholeTicks);
        TestDirectories.delete(data);
        return wholeTicks / visibleSeconds / 1e6;
    }
}
