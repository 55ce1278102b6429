package io.tapedeck.tools;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures starts: how fast a tape takes in what a dead writer left in the journal, and how long it takes to open a large
 * journal all of which is in the tape. Not a test: docs/BENCHMARKS.md says how to run it.
 */
final class RecoveryBenchmark {
    private static final int RUNS = 5;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(30).toNanos();

    private final MarketWorkload trades = new MarketWorkload(20, 1, Long.MAX_VALUE);
    private final Path base;

    private RecoveryBenchmark(Path base) {
        this.base = base;
    }

    /**
     * Runs it.
     *
     * @param args {@code backlog TICKS} or {@code open GIGABYTES}, then the directory to work in, a temporary one by default
     */
    public static void main(String[] args) throws Exception {
        UnsafeNotice.silence();
        LogSetup.quietenLibraries();
        Path base = args.length > 2 ? Files.createDirectories(Path.of(args[2])) : null;
        Path work = base == null ? Files.createTempDirectory("bench") : Files.createTempDirectory(base, "bench");
        System.out.println(
                "java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + work);
        RecoveryBenchmark benchmark = new RecoveryBenchmark(work);
        if (args[0].equals("backlog")) {
            benchmark.backlog(Long.parseLong(args[1]));
        } else {
            benchmark.open(Long.parseLong(args[1]) << 30);
        }
        Files.delete(work);
    }

    /** Ticks that only the journal has, until a query sees the last. */
    private void backlog(long ticks) throws IOException, InterruptedException {
        double[] rates = new double[RUNS];
        for (int run = -1; run < RUNS; run++) { // the first warms up
            Path data = Files.createDirectories(base.resolve("run" + run));
            try (Journal journal = Journal.open(JournalConfig.defaults(data.resolve("journal")))) {
                trades.capture(journal.capture(), 0, ticks, new Halt());
                journal.capture().flush().awaitAppended(PATIENCE_NANOS);
            }
            long startNanos = System.nanoTime();
            try (Tapedeck deck = Tapedeck.open(data)) {
                long last = deck.journal().appendedSeq();
                deck.query().awaitVisible(last, Deadline.in(PATIENCE_NANOS));
                double rate = last / ((System.nanoTime() - startNanos) / 1e9) / 1e6;
                System.out.printf(Locale.ROOT, "%s: %,d trades at %.2f M/s%n", data.getFileName(), last, rate);
                rates[Math.max(0, run)] = rate;
            }
            TestDirectories.delete(data);
        }
        print("backlog", "M/s", rates);
    }

    /** A journal of so many bytes, all of it in the tape: from the call to the first answer. */
    private void open(long bytes) throws IOException, InterruptedException {
        Path data = base.resolve("large");
        try (Tapedeck deck = Tapedeck.open(data)) {
            while (deck.journal().bytes() < bytes) {
                trades.capture(deck.capture(), 0, 1_000_000, new Halt());
                deck.capture().flush().awaitAppended(PATIENCE_NANOS);
            }
            deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(PATIENCE_NANOS));
            System.out.printf(
                    Locale.ROOT,
                    "%,d trades, %,d bytes of journal%n",
                    deck.journal().appendedSeq(),
                    deck.journal().bytes());
        }
        double[] seconds = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long startNanos = System.nanoTime();
            try (Tapedeck deck = Tapedeck.open(data)) {
                deck.query().latest(deck.query().symbols(null), Deadline.in(PATIENCE_NANOS));
                seconds[run] = (System.nanoTime() - startNanos) / 1e9;
            }
            System.out.printf(Locale.ROOT, "opened in %.2f s%n", seconds[run]);
        }
        print("open", "s", seconds);
        TestDirectories.delete(data);
    }

    private static void print(String what, String unit, double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f %s, %.2f to %.2f%n",
                what,
                sorted[sorted.length / 2],
                unit,
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
