package io.tapedeck.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Ticks as rows of an SQLite file, 50,000 a transaction, from one thread; a fifth of the ticks, since rates hold. */
record SqliteBatches() implements Work {
    private static final int SYMBOLS = 20;
    private static final int BATCH_ROWS = 50_000;
    private static final int SHARE = 5;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        capture(Directories.make(assignment.warmUpDirectory()), workload.withTicks(assignment.warmUpTicks() / SHARE));
        return capture(Directories.make(assignment.runDirectory()), workload.withTicks(assignment.ticks() / SHARE));
    }

    private static Figures capture(Path directory, PeerWorkload workload) throws SQLException {
        Figures figures = new Figures();
        try (Connection connection = SqliteTable.connect(directory.resolve("ticks.db"))) {
            SqliteTable.create(connection);
            connection.setAutoCommit(false);
            StopWatch watch = new StopWatch();
            insert(connection, workload);
            figures.put("ticks_per_second", workload.ticks() / watch.seconds())
                    .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks());
            SqliteTable.check(connection, workload.tally());
        }
        Directories.delete(directory);
        return figures;
    }

    private static void insert(Connection connection, PeerWorkload workload) throws SQLException {
        PeerMarket market = workload.market();
        try (PreparedStatement insert = SqliteTable.insert(connection)) {
            for (long i = 1; i <= workload.ticks(); i++) {
                market.next();
                SqliteTable.bind(insert, market);
                insert.addBatch();
                if (i % BATCH_ROWS == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
