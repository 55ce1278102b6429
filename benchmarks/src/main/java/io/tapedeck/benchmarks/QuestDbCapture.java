package io.tapedeck.benchmarks;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.CheckWalTransactionsJob;
import io.questdb.cairo.wal.WalWriter;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.SqlExecutionContextImpl;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Ticks into a QuestDB inside this process: one thread writes a WAL table and commits every 200,000 rows; the transactions are
 * applied to the table by a second thread meanwhile, or by the same one behind the last row, until all of them are visible.
 *
 * @param symbols how many symbols
 * @param appliedMeanwhile whether a second thread applies
 */
record QuestDbCapture(int symbols, boolean appliedMeanwhile) implements Work {
    private static final int COMMIT_ROWS = 200_000;
    private static final long APPLY_PAUSE_NANOS = 200_000;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(symbols);
        capture(assignment.warmUpDirectory(), workload.withTicks(assignment.warmUpTicks()));
        return capture(assignment.runDirectory(), workload);
    }

    private Figures capture(Path root, PeerWorkload workload) throws Exception {
        Directories.make(root);
        Figures figures = new Figures();
        try (CairoEngine engine = new CairoEngine(new DefaultCairoConfiguration(root.toString()))) {
            SqlExecutionContext context =
                    new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, null, null, -1, null);
            engine.execute(QuestDbTable.CREATE, context);
            TableToken table = engine.verifyTableName(QuestDbTable.NAME);
            StopWatch watch = new StopWatch();
            write(engine, table, workload);
            figures.put("ticks_per_second", workload.ticks() / watch.seconds())
                    .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks());
            check(engine, context, workload.tally());
        }
        Directories.delete(root);
        return figures;
    }

    private void write(CairoEngine engine, TableToken table, PeerWorkload workload) throws Exception {
        if (appliedMeanwhile) {
            Applier applier = new Applier(engine);
            CompletableFuture<Void> applied =
                    CompletableFuture.runAsync(applier, task -> new Thread(task, "apply").start());
            try {
                append(engine, table, workload);
            } finally {
                applier.written = true;
            }
            applied.get();
        } else {
            append(engine, table, workload);
            applyAll(engine);
        }
    }

    private static void append(CairoEngine engine, TableToken table, PeerWorkload workload) {
        try (WalWriter writer = engine.getWalWriter(table)) {
            PeerMarket market = workload.market();
            for (long i = 1; i <= workload.ticks(); i++) {
                market.next();
                TableWriter.Row row = writer.newRow(market.tsNanos() / 1_000);
                row.putSym(0, market.symbolName());
                row.putSym(1, market.side());
                row.putDouble(2, market.price());
                row.putDouble(3, market.size());
                row.append();
                if (i % COMMIT_ROWS == 0) {
                    writer.commit();
                }
            }
            writer.commit();
        }
    }

    private static void applyAll(CairoEngine engine) {
        try (ApplyWal2TableJob apply = new ApplyWal2TableJob(engine, 0)) {
            new CheckWalTransactionsJob(engine).run(0);
            while (apply.run(0)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Applies what is committed until all is; QuestDB's own server does this in a pool of threads. */
    private static final class Applier implements Runnable {
        private final CairoEngine engine;
        volatile boolean written;

        Applier(CairoEngine engine) {
            this.engine = engine;
        }

        @Override
        public void run() {
            try (ApplyWal2TableJob apply = new ApplyWal2TableJob(engine, 0)) {
                while (!written) {
                    if (!apply.run(0)) {
                        LockSupport.parkNanos(APPLY_PAUSE_NANOS);
                    }
                }
            }
            applyAll(engine);
        }
    }

    private static void check(CairoEngine engine, SqlExecutionContext context, PeerWorkload.Tally expected)
            throws Exception {
        try (RecordCursorFactory query = engine.select(QuestDbTable.TALLY, context);
                RecordCursor rows = query.getCursor(context)) {
            BenchmarkException.check("a row of QuestDB's answer", true, rows.hasNext());
            Record row = rows.getRecord();
            expected.check("QuestDB", row.getLong(0), row.getLong(1), row.getDouble(2));
        }
    }
}
