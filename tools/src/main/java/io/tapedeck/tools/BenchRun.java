package io.tapedeck.tools;

import io.tapedeck.server.Tapedeck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of the bench, stage by stage, in a directory of its own. The main thread runs; a signal's thread may close meanwhile,
 * which breaks the run off and removes the directory once it has ended.
 */
final class BenchRun implements AutoCloseable {
    private static final long END_SECONDS = 8; // of the ten that a signal leaves
    private static final String PREFIX = "tapedeck-bench-";

    private final BenchPlan plan;
    private final ScratchDirectory scratch;
    private final Halt halt = new Halt();
    private final CountDownLatch ended = new CountDownLatch(1);

    BenchRun(BenchPlan plan, Path base) {
        this.plan = plan;
        scratch = new ScratchDirectory(base.toAbsolutePath(), PREFIX, plan.diskBytes());
    }

    /** Runs all stages; each line for people is told when it is known. */
    BenchReport run(Consumer<String> told) throws Exception {
        try {
            Path directory = scratch.path();
            BenchReport report = new BenchReport(plan, Machine.of(directory), told);
            report.begin();
            MarketWorkload workload = new MarketWorkload(plan.symbols(), plan.seed(), plan.ticks());
            ExpectedMarket expected = new ExpectedMarket(workload, plan.ticks());
            measure(new BenchSetting(plan, workload, expected, directory, halt), report);
            return report;
        } finally {
            ended.countDown();
        }
    }

    private static void measure(BenchSetting setting, BenchReport report) throws Exception {
        Path data = new CaptureStages(setting).run(report::add);
        try (Tapedeck deck = CaptureStages.open(data)) {
            report.bytes(Files.size(data.resolve("tape.db")), deck.journal().bytes());
            new QueryStages(setting, deck.query()).run(report::add);
            new HttpStages(setting).run(deck, report::add);
        }
        new IngestStages(setting).run(report::add);
        new StreamStage(setting).run(report::add);
        new AlertStage(setting).run(report::add);
        new ReplayStage(setting, data.resolve("journal")).run(report::add);
        new RestartStages(setting, data).run(report::add);
    }

    @Override
    public void close() {
        halt.ask();
        try (scratch) {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
