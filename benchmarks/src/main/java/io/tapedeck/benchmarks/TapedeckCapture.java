package io.tapedeck.benchmarks;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.Stats;
import io.tapedeck.query.SymbolRow;
import io.tapedeck.server.Tapedeck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Ticks into a data directory of this process, from one thread, until a query sees the last of them.
 *
 * @param symbols how many symbols
 * @param allColumns whether ticks have a receive time and an id besides what every store is given
 */
record TapedeckCapture(int symbols, boolean allColumns) implements Work {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(symbols);
        capture(assignment.warmUpDirectory(), workload.withTicks(assignment.warmUpTicks()));
        return capture(assignment.runDirectory(), workload);
    }

    private Figures capture(Path data, PeerWorkload workload) throws Exception {
        Figures figures = new Figures();
        try (Tapedeck deck = Tapedeck.open(data)) {
            CapturedTicks ticks = new CapturedTicks(workload.market(), deck.capture(), allColumns);
            StopWatch watch = new StopWatch();
            ticks.capture(workload.ticks());
            deck.capture().flush().awaitAppended(PATIENCE_NANOS);
            double appendedSeconds = watch.seconds();
            deck.query().awaitVisible(workload.ticks(), Deadline.in(PATIENCE_NANOS));
            figures.put("ticks_per_second", workload.ticks() / watch.seconds())
                    .put("appended_per_second", workload.ticks() / appendedSeconds)
                    .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks());
            check(deck, workload.tally());
        }
        figures.put("tape_bytes_per_tick", (double) Files.size(data.resolve("tape.db")) / workload.ticks());
        Directories.delete(data);
        return figures;
    }

    private static void check(Tapedeck deck, PeerWorkload.Tally expected) {
        Deadline deadline = Deadline.in(PATIENCE_NANOS);
        long all = deck.query().summaries(deck.query().symbols(null), deadline).stream()
                .mapToLong(SymbolRow::trades)
                .sum();
        int first = deck.query().symbols(PeerMarket.name(0))[0];
        Stats stats = deck.query().stats(first, Long.MIN_VALUE, Long.MAX_VALUE, deadline);
        expected.check("tapedeck", all, stats.count(), stats.volume().doubleValue());
    }
}
