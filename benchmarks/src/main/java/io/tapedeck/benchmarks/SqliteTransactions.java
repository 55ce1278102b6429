package io.tapedeck.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Ticks as rows of an SQLite file, each in a transaction of its own, from five threads with a connection each, which try again
 * after a random pause where the file is locked: what Tapedeck replaces. Five ticks in a thousand, since rates hold.
 */
record SqliteTransactions() implements Work {
    private static final int SYMBOLS = 20;
    private static final int THREADS = 5;
    private static final int SHARE = 200;
    private static final long LEAST_PAUSE_NANOS = 100_000;
    private static final long MOST_PAUSE_NANOS = 2_000_000;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        capture(Directories.make(assignment.warmUpDirectory()), workload.withTicks(share(assignment.warmUpTicks())));
        return capture(Directories.make(assignment.runDirectory()), workload.withTicks(share(assignment.ticks())));
    }

    private static long share(long ticks) {
        return Math.max(THREADS, ticks / SHARE);
    }

    private static Figures capture(Path directory, PeerWorkload workload) throws Exception {
        Path file = directory.resolve("ticks.db");
        Figures figures = new Figures();
        LongAdder retries = new LongAdder();
        try (Connection connection = SqliteTable.connect(file)) {
            SqliteTable.create(connection);
            StopWatch watch = new StopWatch();
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int mine = i;
                threads.add(CompletableFuture.runAsync(
                        () -> insertShare(file, workload, mine, retries),
                        task -> new Thread(task, "writer-" + mine).start()));
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get();
            }
            figures.put("ticks_per_second", workload.ticks() / watch.seconds())
                    .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks())
                    .put("retries_per_tick", (double) retries.sum() / workload.ticks());
            SqliteTable.check(connection, workload.tally());
        }
        Directories.delete(directory);
        return figures;
    }

    /** Inserts every fifth tick of the market. */
    private static void insertShare(Path file, PeerWorkload workload, int mine, LongAdder retries) {
        PeerMarket market = workload.market();
        try (Connection connection = SqliteTable.connect(file);
                PreparedStatement insert = SqliteTable.insert(connection)) {
            for (long i = 0; i < workload.ticks(); i++) {
                market.next();
                if (i % THREADS == mine) {
                    SqliteTable.bind(insert, market);
                    insertWithRetries(insert, retries);
                }
            }
        } catch (SQLException e) {
            throw new BenchmarkException(BenchmarkException.Code.IO, "SQLite refused a tick: " + e.getMessage(), e);
        }
    }

    private static void insertWithRetries(PreparedStatement insert, LongAdder retries) throws SQLException {
        while (true) {
            try {
                insert.executeUpdate();
                return;
            } catch (SQLiteException e) {
                if ((e.getResultCode().code & 0xff) != SQLiteErrorCode.SQLITE_BUSY.code) {
                    throw e;
                }
                retries.increment();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LEAST_PAUSE_NANOS, MOST_PAUSE_NANOS));
            }
        }
    }
}
