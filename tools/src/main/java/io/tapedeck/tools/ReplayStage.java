package io.tapedeck.tools;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import java.nio.file.Path;
import java.util.List;

/**
 * The journal read and decoded on one thread: from end to end for the rate, and from one place to a hundred thousand ticks behind
 * it for the latency, where finding the place counts. One thread asks.
 */
final class ReplayStage {
    private static final String NAME = "replay";
    private static final long STRETCH_TICKS = 100_000;

    private final MarketWorkload workload;
    private final BenchPlan plan;
    private final Path journal;
    private final Halt halt;

    ReplayStage(MarketWorkload workload, BenchPlan plan, Path journal, Halt halt) {
        this.workload = workload;
        this.plan = plan;
        this.journal = journal;
        this.halt = halt;
    }

    StageResult run() throws Exception {
        StageResult whole;
        StageResult stretches;
        try (Load load = new Load(halt, List.of(new Stretches(plan.ticks())))) {
            whole = load.measure(NAME, StageResult.TICKS, plan.spellNanos());
        }
        try (Load load = new Load(halt, List.of(new Stretches(Math.min(STRETCH_TICKS, plan.ticks()))))) {
            stretches = load.measure(NAME, StageResult.TICKS, plan.spellNanos());
        }
        return new StageResult(
                NAME, StageResult.TICKS, whole.perSecond(), stretches.offeredPerSecond(), stretches.latency());
    }

    /** Reads the journal in stretches of equal length, one a time. */
    private final class Stretches implements Load.Operation {
        private final long ticks;
        private final String[] wanted;
        private final Tick tick = new Tick();

        Stretches(long ticks) {
            this.ticks = ticks;
            wanted = new String[(int) (plan.ticks() / ticks)];
            for (int i = 0; i < wanted.length; i++) {
                PlainCandle sum = new PlainCandle(0);
                for (long number = i * ticks; number < (i + 1) * ticks; number++) {
                    workload.fill(tick, number, 0);
                    sum.add(tick, number + 1);
                }
                wanted[i] = sum.sums();
            }
        }

        @Override
        public long run(long number) {
            int at = (int) (number % wanted.length);
            PlainCandle sum = new PlainCandle(0);
            try (JournalReader reader = JournalReader.open(journal)) {
                if (at > 0) {
                    reader.seekSeq(at * ticks + 1);
                }
                long lastSeq = (at + 1) * ticks;
                while (reader.next() && reader.firstSeq() <= lastSeq) {
                    if (reader.type() == RecordType.TICKS) {
                        add(reader, at * ticks + 1, lastSeq, sum);
                    }
                }
            }
            Answer.check(NAME, "the journal from seq " + (at * ticks + 1), sum.sums(), wanted[at]);
            return sum.count();
        }

        private void add(JournalReader reader, long firstSeq, long lastSeq, PlainCandle sum) {
            long seq = reader.firstSeq();
            for (int row = reader.rowsOffset(); row < reader.rowsEnd() && seq <= lastSeq; seq++) {
                row += TickRow.decode(reader.payload(), row, seq, tick);
                if (seq >= firstSeq) {
                    sum.add(tick, seq);
                }
            }
        }
    }
}
