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

    private final BenchSetting setting;
    private final Path data;

    RestartStages(BenchSetting setting, Path data) {
        this.setting = setting;
        this.data = data;
    }

    void run(Consumer<StageResult> told) throws IOException {
        if (setting.plan().wants(BenchStage.START)) {
            told.accept(starts());
        }
        if (setting.plan().wants(BenchStage.RECOVERY)) {
            told.accept(recoveries());
        }
    }

    private StageResult starts() {
        Histogram tookNanos = Latency.histogram();
        for (int i = 0; i < STARTS; i++) {
            setting.halt().check();
            long startNanos = System.nanoTime();
            try (Tapedeck deck = CaptureStages.open(data)) {
                deck.query().latest(deck.query().symbols(null), Deadline.in(PATIENCE_NANOS));
                Latency.record(tookNanos, System.nanoTime() - startNanos);
                new QueryStages(setting, deck.query()).checkLatest(BenchStage.START);
            }
        }
        double perSecond = 1e9 / tookNanos.getValueAtPercentile(50);
        return new StageResult(BenchStage.START, perSecond, 0, Latency.of(tookNanos));
    }

    private StageResult recoveries() throws IOException {
        long ticks = setting.plan().ticks();
        Histogram tookNanos = Latency.histogram();
        for (int i = 0; i < BenchPlan.RUNS; i++) {
            setting.halt().check();
            try (DirectoryStream<Path> tape = Files.newDirectoryStream(data, "tape.db*")) {
                for (Path file : tape) {
                    Files.delete(file);
                }
            }
            long startNanos = System.nanoTime();
            // Not marked as made-up: no journal says so of itself, and what is built from one alone counts as real.
            try (Tapedeck deck = Tapedeck.open(data)) {
                deck.query().awaitVisible(ticks, Deadline.in(PATIENCE_NANOS));
                Latency.record(tookNanos, System.nanoTime() - startNanos);
                setting.workload().checkCounts(BenchStage.RECOVERY, deck.query(), ticks);
            }
        }
        double ticksPerSecond = ticks * 1e9 / tookNanos.getValueAtPercentile(50);
        return new StageResult(BenchStage.RECOVERY, ticksPerSecond, 0, Latency.of(tookNanos));
    }
}
