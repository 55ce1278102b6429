package io.tapedeck.benchmarks;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One reader that asks again and again with a pause of a millisecond between, while nothing is captured or while another thread
 * captures as fast as it can: the latest ticks of all symbols, a page of 1,000, and what takes 5 ms of processor time when nothing
 * else runs. What it asks for stays the same in both cases.
 *
 * @param busy whether ticks are captured meanwhile
 */
record Readers(boolean busy) implements Work {
    private static final int SYMBOLS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HEAVY_CPU_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int BATCH_TICKS = 10_000;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        try (Tapedeck deck = Tapedeck.open(assignment.runDirectory())) {
            CapturedTicks ticks = new CapturedTicks(workload.market(), deck.capture(), true);
            ticks.capture(workload.ticks());
            deck.query().awaitVisible(workload.ticks(), Deadline.in(PATIENCE_NANOS));
            PeerWorkload.Tally tally = workload.tally();
            Questions questions = new Questions(deck.query());
            BenchmarkException.check(
                    "the first symbol's ticks", tally.count(), questions.count(tally.lastTsNanos() + 1));
            long middleNanos = PeerMarket.START_NANOS + (tally.lastTsNanos() - PeerMarket.START_NANOS) / 2;
            long heavyToNanos = heavy(questions, tally);
            Writer writer = new Writer(ticks);
            CompletableFuture<Void> writing = busy
                    ? CompletableFuture.runAsync(writer, task -> new Thread(task, "writer").start())
                    : CompletableFuture.completedFuture(null);
            try {
                Figures figures = new Figures();
                long nanos = (long) (assignment.seconds() * 1e9);
                ask(figures, "latest", nanos, () -> questions.latest(SYMBOLS));
                ask(figures, "page", nanos, () -> questions.page(middleNanos));
                ask(figures, "heavy", nanos, () -> questions.count(heavyToNanos));
                return figures;
            } finally {
                writer.ended = true;
                writing.get();
            }
        }
    }

    /** Up to which time the first symbol's ticks have to be read for 5 ms of processor time; all of them where they take less. */
    private static long heavy(Questions questions, PeerWorkload.Tally tally) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long span = tally.lastTsNanos() + 1 - PeerMarket.START_NANOS;
        double share = 1;
        for (int i = 0; i < 40; i++) { // the code is compiled meanwhile
            long toNanos = PeerMarket.START_NANOS + (long) (span * share);
            long startCpuNanos = threads.getCurrentThreadCpuTime();
            questions.count(toNanos);
            double cpuNanos = threads.getCurrentThreadCpuTime() - startCpuNanos;
            share = Math.min(1, share * HEAVY_CPU_NANOS / Math.max(1, cpuNanos));
        }
        return PeerMarket.START_NANOS + (long) (span * share);
    }

    private static void ask(Figures figures, String name, long nanos, Runnable question) {
        new Latencies().ask(nanos / 4, PAUSE_NANOS, question); // uncounted: the code is compiled, caches fill
        Latencies latencies = new Latencies();
        latencies.ask(nanos, PAUSE_NANOS, question);
        latencies.put(figures, name);
    }

    /** Captures the market's further ticks until it is told to end. */
    private static final class Writer implements Runnable {
        private final CapturedTicks ticks;
        volatile boolean ended;

        Writer(CapturedTicks ticks) {
            this.ticks = ticks;
        }

        @Override
        public void run() {
            while (!ended) {
                ticks.capture(BATCH_TICKS);
            }
        }
    }
}
