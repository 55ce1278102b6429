package io.tapedeck.benchmarks;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Ticks through the ring into a journal without a tape, until the last is appended. */
record TapedeckAppend() implements Work {
    private static final int SYMBOLS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        append(assignment.warmUpDirectory(), workload.withTicks(assignment.warmUpTicks()));
        Directories.delete(assignment.warmUpDirectory());
        Figures figures = append(assignment.runDirectory(), workload);
        Directories.delete(assignment.runDirectory());
        return figures;
    }

    /** Leaves the journal behind. */
    static Figures append(Path directory, PeerWorkload workload) throws Exception {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            CapturedTicks ticks = new CapturedTicks(workload.market(), journal.capture(), true);
            StopWatch watch = new StopWatch();
            ticks.capture(workload.ticks());
            journal.capture().flush().awaitAppended(PATIENCE_NANOS);
            double seconds = watch.seconds();
            double cpuNanos = watch.cpuNanos();
            BenchmarkException.check("the last seq appended", workload.ticks(), journal.appendedSeq());
            return new Figures()
                    .put("ticks_per_second", workload.ticks() / seconds)
                    .put("megabytes_per_second", journal.bytes() / seconds / 1e6)
                    .put("cpu_ns_per_tick", cpuNanos / workload.ticks());
        }
    }
}
