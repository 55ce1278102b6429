package io.tapedeck.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Ticks into a DuckDB file through its appender, the fastest way in that it has, until they are committed. */
record DuckDbCapture() implements Work {
    private static final int SYMBOLS = 20;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        capture(Directories.make(assignment.warmUpDirectory()), workload.withTicks(assignment.warmUpTicks()));
        return capture(Directories.make(assignment.runDirectory()), workload);
    }

    private static Figures capture(Path directory, PeerWorkload workload) throws Exception {
        Figures figures = new Figures();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("ticks.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table ticks(symbol int, side tinyint, price bigint, size bigint, ts bigint)");
            StopWatch watch = new StopWatch();
            append(connection.unwrap(DuckDBConnection.class), workload);
            figures.put("ticks_per_second", workload.ticks() / watch.seconds())
                    .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks());
            check(statement, workload.tally());
        }
        Directories.delete(directory);
        return figures;
    }

    private static void append(DuckDBConnection connection, PeerWorkload workload) throws Exception {
        PeerMarket market = workload.market();
        try (DuckDBAppender appender = connection.createAppender("main", "ticks")) {
            for (long i = 0; i < workload.ticks(); i++) {
                market.next();
                appender.beginRow();
                appender.append(market.symbol());
                appender.append((byte) (market.isBuy() ? 1 : 0));
                appender.append(market.priceCents());
                appender.append(market.sizeUnits());
                appender.append(market.tsNanos());
                appender.endRow();
            }
        }
    }

    private static void check(Statement statement, PeerWorkload.Tally expected) throws Exception {
        try (ResultSet row = statement.executeQuery(
                "select count(*), count(*) filter (symbol = 0)," + " sum(size) filter (symbol = 0) from ticks")) {
            row.next();
            expected.check("DuckDB", row.getLong(1), row.getLong(2), row.getDouble(3) / 1e4);
        }
    }
}
