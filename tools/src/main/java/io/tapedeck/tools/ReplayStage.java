package io.tapedeck.tools;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The journal read and decoded on one thread: from end to end for the rate, and from one place to a hundred thousand ticks behind
 * it for the latency, where finding the place counts. One thread asks.
 */
final class ReplayStage {
    private static final long STRETCH_TICKS = 100_000;

    private final BenchSetting setting;
    private final Path journal;

    ReplayStage(BenchSetting setting, Path journal) {
        this.setting = setting;
        this.journal = journal;
    }

    void run(Consumer<StageResult> told) throws Exception {
        if (setting.plan().wants(BenchStage.REPLAY)) {
            long ticks = setting.plan().ticks();
            StageResult whole = measure(new Stretches(ticks));
            StageResult stretches = measure(new Stretches(Math.min(STRETCH_TICKS, ticks)));
            told.accept(new StageResult(
                    BenchStage.REPLAY, whole.perSecond(), stretches.offeredPerSecond(), stretches.latency()));
        }
    }

    private StageResult measure(Stretches stretches) throws Exception {
        try (Load load = new Load(setting.halt(), List.of(stretches))) {
            return load.measure(BenchStage.REPLAY, setting.plan().spellNanos());
        }
    }

    /** Reads the journal in stretches of equal length, one a time. */
    private final class Stretches implements Load.Operation {
        private final long ticks;
        private final String[] wanted;
        private final Tick tick = new Tick();

        Stretches(long ticks) {
            this.ticks = ticks;
            wanted = new String[(int) (setting.plan().ticks() / ticks)];
            for (int i = 0; i < wanted.length; i++) {
                TickSums sum = new TickSums();
                for (long number = i * ticks; number < (i + 1) * ticks; number++) {
                    setting.workload().fill(tick, number, 0);
                    sum.add(tick, number + 1);
                }
                wanted[i] = sum.toString();
            }
        }

        @Override
        public long run(long number) {
            int at = (int) (number % wanted.length);
            TickSums sum = new TickSums();
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
            Answer.check(BenchStage.REPLAY, "the journal from seq " + (at * ticks + 1), sum.toString(), wanted[at]);
            return sum.count();
        }

        private void add(JournalReader reader, long firstSeq, long lastSeq, TickSums sum) {
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
