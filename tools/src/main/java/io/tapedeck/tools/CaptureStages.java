package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.TapedeckConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * From capture to tape, in one process: one thread captures the workload in requests. Rates are of whole runs into an empty
 * directory as fast as it goes; latencies of requests at a fixed rate, from the intended start of each to the moment when another thread, woken by
 * the deck, sees that it has come that far. One thread asks.
 */
final class CaptureStages {
    private static final Set<BenchStage> STAGES = EnumSet.range(BenchStage.CAPTURE, BenchStage.COMMITTED);

    private static final double OFFERED_TICKS_PER_SECOND = 1_000_000;
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final BenchSetting setting;
    private final BenchPlan plan;
    private final MarketWorkload workload;

    CaptureStages(BenchSetting setting) {
        this.setting = setting;
        plan = setting.plan();
        workload = setting.workload();
    }

    /** How long after the first request all ticks had come so far. */
    private record Run(
            long capturedNanos, long appendedNanos, long syncedNanos, long visibleNanos, long committedNanos) {}

    /** Measures what is wanted of them, and leaves a deck that holds the whole workload in the directory that it returns. */
    Path run(Consumer<StageResult> told) throws Exception {
        boolean measured = plan.wantsAny(STAGES);
        if (measured) {
            runOnce(directory("warm-up"));
            ScratchDirectory.remove(directory("warm-up"));
        }
        List<Run> runs = new ArrayList<>();
        runs.add(runOnce(directory("run-1")));
        while (measured && runs.size() < BenchPlan.RUNS) {
            ScratchDirectory.remove(directory("run-" + runs.size()));
            runs.add(runOnce(directory("run-" + (runs.size() + 1))));
        }
        if (measured) {
            tell(runs, told);
        }
        return directory("run-" + runs.size());
    }

    private Path directory(String name) {
        return setting.directory().resolve(name);
    }

    private void tell(List<Run> runs, Consumer<StageResult> told) throws Exception {
        double offered = Math.min(OFFERED_TICKS_PER_SECOND, rate(runs, Run::visibleNanos) / 2);
        Histogram captured = Latency.histogram();
        List<StageResult> behind = new ArrayList<>();
        for (Milestone milestone : Milestone.values()) {
            // Of capture itself any of them tells.
            if (plan.wants(milestone.stage()) || milestone == Milestone.APPENDED && plan.wants(BenchStage.CAPTURE)) {
                Latency latency = Latency.of(paced(milestone, offered, captured));
                behind.add(new StageResult(milestone.stage(), rate(runs, of(milestone)), offered, latency));
            }
        }
        behind.add(
                0, new StageResult(BenchStage.CAPTURE, rate(runs, Run::capturedNanos), offered, Latency.of(captured)));
        behind.stream().filter(result -> plan.wants(result.stage())).forEach(told);
    }

    private static ToLongFunction<Run> of(Milestone milestone) {
        return switch (milestone) {
            case APPENDED -> Run::appendedNanos;
            case SYNCED -> Run::syncedNanos;
            case VISIBLE -> Run::visibleNanos;
            case COMMITTED -> Run::committedNanos;
        };
    }

    /** The median of the runs. */
    private double rate(List<Run> runs, ToLongFunction<Run> nanos) {
        long[] sorted = runs.stream().mapToLong(nanos).sorted().toArray();
        return plan.ticks() * 1e9 / sorted[sorted.length / 2];
    }

    static Tapedeck open(Path data) {
        return Tapedeck.open(TapedeckConfig.defaults(data).withSynthetic(true));
    }

    private Run runOnce(Path data) throws IOException, InterruptedException {
        try (Tapedeck deck = open(data)) {
            long startNanos = System.nanoTime();
            workload.capture(deck.capture(), 0, plan.ticks(), setting.halt());
            long capturedNanos = System.nanoTime() - startNanos;
            deck.capture().flush().awaitAppended(PATIENCE_NANOS);
            long appendedNanos = System.nanoTime() - startNanos;
            deck.journal().requestSync();
            long syncedNanos = 0;
            long visibleNanos = 0;
            while (syncedNanos == 0 || visibleNanos == 0) { // looks at both: waiting for one would miss the other
                checkRuns(deck);
                long nowNanos = System.nanoTime() - startNanos;
                syncedNanos = syncedNanos == 0 && deck.journal().syncedSeq() >= plan.ticks() ? nowNanos : syncedNanos;
                visibleNanos = visibleNanos == 0 && deck.query().visibleSeq() >= plan.ticks() ? nowNanos : visibleNanos;
                LockSupport.parkNanos(LOOK_NANOS);
            }
            deck.writer().awaitCommitted(plan.ticks(), PATIENCE_NANOS);
            long committedNanos = System.nanoTime() - startNanos;
            workload.checkCounts(BenchStage.CAPTURE, deck.query(), plan.ticks());
            return new Run(capturedNanos, appendedNanos, syncedNanos, visibleNanos, committedNanos);
        }
    }

    private void checkRuns(Tapedeck deck) {
        setting.halt().check();
        if (deck.journal().failure() != null) {
            throw new CommandException(
                    ExitCodes.FAILED, "recording stopped", deck.journal().failure());
        }
    }

    /** Requests at a fixed rate, in a directory of their own, while another thread watches one milestone. */
    private Histogram paced(Milestone milestone, double offered, Histogram captured) throws Exception {
        Path data = directory("paced");
        double requestsPerSecond = offered / MarketWorkload.REQUEST_TICKS;
        long uncounted = (long) (requestsPerSecond * plan.spellNanos() / 3e9);
        long requests = uncounted + Math.max(1, (long) (requestsPerSecond * plan.spellNanos() / 1e9));
        ExecutorService watcher = Executors.newSingleThreadExecutor();
        try (Tapedeck deck = open(data)) {
            int[] numbers = workload.numbers(deck.capture());
            Pace pace = new Pace(requestsPerSecond);
            Future<Histogram> watched = watcher.submit(
                    () -> milestone.watch(deck, 1, MarketWorkload.REQUEST_TICKS, requests, uncounted, pace));
            Tick tick = new Tick();
            for (long i = 0; i < requests; i++) {
                checkRuns(deck);
                long intendedNanos = pace.await(i);
                long from = i * MarketWorkload.REQUEST_TICKS;
                workload.submit(deck.capture(), numbers, tick, from, from + MarketWorkload.REQUEST_TICKS);
                if (i >= uncounted) {
                    Latency.record(captured, System.nanoTime() - intendedNanos);
                }
            }
            Histogram tookNanos = result(watched);
            deck.query().awaitVisible(requests * MarketWorkload.REQUEST_TICKS, Deadline.in(PATIENCE_NANOS));
            workload.checkCounts(milestone.stage(), deck.query(), requests * MarketWorkload.REQUEST_TICKS);
            return tookNanos;
        } finally {
            watcher.shutdownNow();
            ScratchDirectory.remove(data);
        }
    }

    private static Histogram result(Future<Histogram> watched) throws Exception {
        try {
            return watched.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
