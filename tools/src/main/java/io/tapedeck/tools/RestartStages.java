package io.tapedeck.tools;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Starts of a closed deck that holds the whole workload: with its tape, until it has answered what the latest trades are, and without,
 * until a query sees the last tick of a tape that is built again from the journal. One thread asks.
 */
final class RestartStages {
    private static final int STARTS = 10;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final MarketWorkload workload;
    private final ExpectedMarket expected;
    private final BenchPlan plan;
    private final Path data;
    private final Halt halt;

    RestartStages(MarketWorkload workload, ExpectedMarket expected, BenchPlan plan, Path data, Halt halt) {
        this.workload = workload;
        this.expected = expected;
        this.plan = plan;
        this.data = data;
        this.halt = halt;
    }

    void run(Consumer<StageResult> told) throws IOException {
        told.accept(starts());
        told.accept(recoveries());
    }

    private StageResult starts() {
        Histogram tookNanos = Latency.histogram();
        for (int i = 0; i < STARTS; i++) {
            halt.check();
            long startNanos = System.nanoTime();
            try (Tapedeck deck = CaptureStages.open(data)) {
                new QueryStages(workload, expected, deck.query(), plan, halt).checkLatest("start");
                Latency.record(tookNanos, System.nanoTime() - startNanos);
            }
        }
        double perSecond = 1e9 / tookNanos.getValueAtPercentile(50);
        return new StageResult("start", StageResult.REQUESTS, perSecond, 0, Latency.of(tookNanos));
    }

    private StageResult recoveries() throws IOException {
        Histogram tookNanos = Latency.histogram();
        for (int i = 0; i < BenchPlan.RUNS; i++) {
            halt.check();
            try (DirectoryStream<Path> tape = Files.newDirectoryStream(data, "tape.db*")) {
                for (Path file : tape) {
                    Files.delete(file);
                }
            }
            long startNanos = System.nanoTime();
            // Not marked as made-up: no journal says so of itself, and what is built from one alone counts as real.
            try (Tapedeck deck = Tapedeck.open(data)) {
                deck.query().awaitVisible(plan.ticks(), Deadline.in(PATIENCE_NANOS));
                Latency.record(tookNanos, System.nanoTime() - startNanos);
                workload.checkCounts("recovery", deck.query(), plan.ticks());
            }
        }
        double ticksPerSecond = plan.ticks() * 1e9 / tookNanos.getValueAtPercentile(50);
        return new StageResult("recovery", StageResult.TICKS, ticksPerSecond, 0, Latency.of(tookNanos));
    }
}
