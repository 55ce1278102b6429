package io.tapedeck.benchmarks;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Receipt;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A million ticks a second in requests of 500, each sent when it is due: how long from then until it is in the journal, and, with
 * a tape, how long from there until a query sees it. Each of the two is watched by a thread that waits for one request after the
 * other, as senders and readers do, so that being woken counts.
 *
 * @param withTape whether a tape follows the journal
 */
record PacedCapture(boolean withTape) implements Work {
    /** A request every so many nanoseconds makes a million ticks a second. */
    static final long EVERY_NANOS = CapturedTicks.REQUEST_TICKS * 1_000L;

    static final int SYMBOLS = 20;

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        if (withTape) {
            try (Tapedeck deck = Tapedeck.open(assignment.runDirectory())) {
                return run(assignment, workload, deck.journal(), deck);
            }
        }
        try (Journal journal = Journal.open(JournalConfig.defaults(assignment.runDirectory()))) {
            return run(assignment, workload, journal, null);
        }
    }

    private static Figures run(Assignment assignment, PeerWorkload workload, Journal journal, Tapedeck deck)
            throws Exception {
        CapturedTicks ticks = new CapturedTicks(workload.market(), journal.capture(), true);
        new Run(requests(assignment.warmUpTicks()), ticks, deck).run();
        return new Run(requests(workload.ticks()), ticks, deck).run();
    }

    static int requests(long ticks) {
        return (int) Math.max(1, ticks / CapturedTicks.REQUEST_TICKS);
    }

    /** One run with its two watching threads; the arrays are written by one thread and read after its end. */
    private static final class Run {
        private final CapturedTicks ticks;
        private final Tapedeck deck;
        private final Schedule schedule;
        private final int requests;
        private final long[] appendedNanos;
        private final long[] visibleNanos;
        private final BlockingQueue<Receipt> sent = new LinkedBlockingQueue<>();
        private final BlockingQueue<Receipt> appended = new LinkedBlockingQueue<>();

        Run(int requests, CapturedTicks ticks, Tapedeck deck) {
            this.requests = requests;
            this.ticks = ticks;
            this.deck = deck;
            appendedNanos = new long[requests];
            visibleNanos = new long[requests];
            schedule = new Schedule(EVERY_NANOS);
        }

        Figures run() throws Exception {
            CompletableFuture<Void> appending = CompletableFuture.runAsync(this::watchAppended, Run::start);
            CompletableFuture<Void> showing =
                    deck == null ? appending : CompletableFuture.runAsync(this::watchVisible, Run::start);
            StopWatch watch = new StopWatch();
            for (int i = 0; i < requests; i++) {
                sent.add(ticks.submitWhen(CapturedTicks.REQUEST_TICKS, schedule, i));
            }
            appending.get();
            showing.get();
            double offeredTicks = (double) requests * CapturedTicks.REQUEST_TICKS;
            Figures figures = new Figures().put("ticks_per_second", offeredTicks / watch.seconds());
            Latencies toAppended = new Latencies();
            Latencies toVisible = new Latencies();
            for (int i = 0; i < requests; i++) {
                toAppended.add(appendedNanos[i] - schedule.dueNanos(i));
                toVisible.add(visibleNanos[i] - appendedNanos[i]);
            }
            toAppended.putWithTail(figures, "appended");
            if (deck != null) {
                toVisible.putWithTail(figures, "visible_lag");
            }
            return figures;
        }

        private static void start(Runnable task) {
            new Thread(task, "watcher").start();
        }

        private void watchAppended() {
            try {
                for (int i = 0; i < requests; i++) {
                    Receipt receipt = sent.take();
                    BenchmarkException.check("appended in time", true, receipt.awaitAppended(PATIENCE_NANOS));
                    appendedNanos[i] = System.nanoTime();
                    appended.add(receipt);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void watchVisible() {
            try {
                for (int i = 0; i < requests; i++) {
                    long seq = appended.take().lastSeq();
                    deck.query().awaitVisible(seq, Deadline.in(PATIENCE_NANOS));
                    visibleNanos[i] = System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
