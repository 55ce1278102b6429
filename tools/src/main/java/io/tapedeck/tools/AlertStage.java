package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What 1,000 alerts and 100 positions on 100 symbols cost the writer: the same trades are recorded with them and without, in turn, and the processor
 * time of the writer's thread is compared, at a fixed rate and as fast as it goes. What fires is compared with a plain computation. One thread asks.
 */
final class AlertStage {
    static final int SYMBOLS = 100;

    /** Many short ones, since what else the machine does changes from one second to the next. */
    private static final int PAIRS = 9;

    /** Where the spells are too short to say much. */
    private static final int FEW_PAIRS = 3;

    private static final double OFFERED_TICKS_PER_SECOND = 1_000_000;
    private static final double AS_FAST_AS_IT_GOES = Double.POSITIVE_INFINITY;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int REQUEST_TICKS = MarketWorkload.REQUEST_TICKS;

    private final BenchSetting setting;

    AlertStage(BenchSetting setting) {
        this.setting = setting;
    }

    void run(Consumer<StageResult> told) throws Exception {
        if (!setting.plan().wants(BenchStage.ALERTS)) {
            return;
        }
        long requests = requests(OFFERED_TICKS_PER_SECOND);
        MarketWorkload workload = new MarketWorkload(SYMBOLS, setting.plan().seed(), requests * REQUEST_TICKS);
        Pairs fast = pairs(workload, requests, AS_FAST_AS_IT_GOES);
        double perSecond = fast.median(Round::ticksPerSecond);
        double offered = Math.min(OFFERED_TICKS_PER_SECOND, perSecond / 2);
        Pairs paced = pairs(workload, requests(offered), offered);
        told.accept(new StageResult(BenchStage.ALERTS, perSecond, offered, Latency.of(paced.visibleNanos()))
                .with(paced.time(), fast.time()));
    }

    /** Of a spell. */
    private long requests(double ticksPerSecond) {
        return (long)
                Math.max(2, ticksPerSecond / REQUEST_TICKS * setting.plan().spellNanos() / 1e9);
    }

    /**
     * What one recording took.
     *
     * @param ticksPerSecond until all was visible
     * @param writerNanos processor time of the writer's thread a tick
     * @param visibleNanos of each request, from its intended start on; null of one that was as fast as it goes
     */
    private record Round(double ticksPerSecond, double writerNanos, Histogram visibleNanos) {}

    /** Rounds with alerts and without, one after the other. */
    private record Pairs(List<Round> watched, List<Round> alone) {
        double median(ToDoubleFunction<Round> figure) {
            return median(watched, figure);
        }

        private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        WriterTime time() {
            return new WriterTime(median(alone, Round::writerNanos), median(watched, Round::writerNanos));
        }

        Histogram visibleNanos() {
            Histogram all = Latency.histogram();
            watched.forEach(round -> all.add(round.visibleNanos()));
            return all;
        }
    }

    private Pairs pairs(MarketWorkload workload, long requests, double ticksPerSecond) throws Exception {
        WatchedMarket market = new WatchedMarket(workload, requests * REQUEST_TICKS);
        Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
        int counted = setting.plan().spellNanos() < TimeUnit.SECONDS.toNanos(1) ? FEW_PAIRS : PAIRS;
        for (int i = 0; i <= counted; i++) {
            Round alone = round(workload, null, requests, ticksPerSecond);
            Round watched = round(workload, market, requests, ticksPerSecond);
            if (i > 0) { // the first pair warms up
                pairs.alone().add(alone);
                pairs.watched().add(watched);
            }
        }
        return pairs;
    }

    /** Records into an empty directory, and looks whether all is there and what must fire has fired. */
    private Round round(MarketWorkload workload, WatchedMarket market, long requests, double ticksPerSecond)
            throws Exception {
        Path data = setting.directory().resolve(BenchStage.ALERTS.toString());
        long ticks = requests * REQUEST_TICKS;
        try (Tapedeck deck = CaptureStages.open(data)) {
            if (market != null) {
                market.set(deck);
            }
            long beforeNanos = WriterTime.nanosNow();
            long startNanos = System.nanoTime();
            Histogram visibleNanos = ticksPerSecond == AS_FAST_AS_IT_GOES
                    ? record(deck, workload, ticks)
                    : record(deck, workload, requests, new Pace(ticksPerSecond / REQUEST_TICKS));
            deck.query().awaitVisible(ticks, Deadline.in(PATIENCE_NANOS));
            double tookNanos = System.nanoTime() - startNanos;
            double writerNanos = WriterTime.nanosNow() - beforeNanos;
            workload.checkCounts(BenchStage.ALERTS, deck.query(), ticks);
            if (market != null) {
                market.check(deck);
            }
            return new Round(ticks * 1e9 / tookNanos, writerNanos / ticks, visibleNanos);
        } finally {
            ScratchDirectory.remove(data);
        }
    }

    private Histogram record(Tapedeck deck, MarketWorkload workload, long ticks) throws InterruptedException {
        workload.capture(deck.capture(), 0, ticks, setting.halt());
        deck.capture().flush().awaitAppended(PATIENCE_NANOS);
        return null;
    }

    private Histogram record(Tapedeck deck, MarketWorkload workload, long requests, Pace pace) throws Exception {
        ExecutorService watcher = Executors.newSingleThreadExecutor();
        try {
            Future<Histogram> watched =
                    watcher.submit(() -> Milestone.VISIBLE.watch(deck, 1, REQUEST_TICKS, requests, 0, pace));
            int[] numbers = workload.numbers(deck.capture());
            Tick tick = new Tick();
            for (long i = 0; i < requests; i++) {
                setting.halt().check();
                pace.await(i);
                workload.submit(deck.capture(), numbers, tick, i * REQUEST_TICKS, (i + 1) * REQUEST_TICKS);
            }
            return watched.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            watcher.shutdownNow();
        }
    }
}
