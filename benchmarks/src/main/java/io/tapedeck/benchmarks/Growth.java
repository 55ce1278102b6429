package io.tapedeck.benchmarks;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A tape of some size, closed in order and opened again: how long until the first answer, and then how long small questions take.
 * A million ticks make a day of 20 symbols, so that a longer history has more dates and not more ticks a date.
 *
 * @param times how many times the ticks of the assignment
 */
record Growth(int times) implements Work {
    private static final int SYMBOLS = 20;
    private static final int STARTS = 5;
    private static final int TICKS_A_DAY = 1_000_000;

    /** Of so many, half are enough minutes for the candles asked for. */
    private static final long LEAST_TICKS = TICKS_A_DAY / 6;

    private static final int GAP_MICROS = (int) (TimeUnit.DAYS.toMicros(1) / TICKS_A_DAY);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(20);

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = new PeerWorkload(
                SYMBOLS, GAP_MICROS, assignment.seed(), Math.max(LEAST_TICKS, assignment.ticks()) * times);
        Path data = assignment.runDirectory();
        Figures figures = new Figures();
        try (Tapedeck deck = Tapedeck.open(data)) {
            StopWatch watch = new StopWatch();
            new CapturedTicks(workload.market(), deck.capture(), true).capture(workload.ticks());
            deck.query().awaitVisible(workload.ticks(), Deadline.in(PATIENCE_NANOS));
            figures.put("captured_per_second", workload.ticks() / watch.seconds());
        }
        figures.put("tape_megabytes", Files.size(data.resolve("tape.db")) / 1e6);
        figures.put("start_ms", startMillis(data));
        try (Tapedeck deck = Tapedeck.open(data)) {
            Questions questions = new Questions(deck.query());
            PeerWorkload.Tally tally = workload.tally();
            BenchmarkException.check(
                    "the last seq that is visible", tally.ticks(), deck.query().visibleSeq());
            long middleNanos = PeerMarket.START_NANOS + (tally.lastTsNanos() - PeerMarket.START_NANOS) / 2;
            long nanos = (long) (assignment.seconds() * 1e9 / 4);
            ask(figures, "latest", nanos, () -> questions.latest(SYMBOLS));
            ask(figures, "page", nanos, () -> questions.page(middleNanos));
            ask(figures, "newest_page", nanos, questions::newestPage);
            ask(figures, "candles", nanos, () -> questions.candles(middleNanos));
        }
        return figures;
    }

    /** How long from the call to the first answer, the median of some openings. */
    private static double startMillis(Path data) {
        double[] millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            StopWatch watch = new StopWatch();
            try (Tapedeck deck = Tapedeck.open(data)) {
                new Questions(deck.query()).latest(SYMBOLS);
                millis[i] = watch.seconds() * 1e3;
            }
        }
        return Spread.of(millis).median();
    }

    private static void ask(Figures figures, String name, long nanos, Runnable question) {
        new Latencies().ask(nanos, 0, question); // uncounted: the code is compiled, caches fill
        Latencies latencies = new Latencies();
        latencies.ask(nanos, 0, question);
        latencies.put(figures, name);
    }
}
