package io.tapedeck.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite's table of ticks, a row a tick with an index by symbol and time, and the settings that suit it: WAL, no sync a commit. */
final class SqliteTable {
    private static final String INSERT = "insert into ticks(symbol, ts, price, size, side) values(?,?,?,?,?)";

    private SqliteTable() {}

    /** A connection with the settings; statements that find the file locked fail at once. */
    static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout=0");
            statement.execute("pragma synchronous=normal");
            statement.execute("pragma cache_size=-65536");
        }
        return connection;
    }

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute(
                    "create table ticks(seq integer primary key, symbol int, ts int, price int, size int, side int) strict");
            statement.execute("create index ticks_symbol_ts on ticks(symbol, ts)");
        }
    }

    static PreparedStatement insert(Connection connection) throws SQLException {
        return connection.prepareStatement(INSERT);
    }

    static void bind(PreparedStatement insert, PeerMarket market) throws SQLException {
        insert.setInt(1, market.symbol());
        insert.setLong(2, market.tsNanos());
        insert.setLong(3, market.priceCents());
        insert.setLong(4, market.sizeUnits());
        insert.setInt(5, market.isBuy() ? 1 : 0);
    }

    static void check(Connection connection, PeerWorkload.Tally expected) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), count(*) filter (where symbol = 0),"
                        + " sum(size) filter (where symbol = 0) from ticks")) {
            row.next();
            expected.check("SQLite", row.getLong(1), row.getLong(2), row.getDouble(3) / 1e4);
        }
    }
}
