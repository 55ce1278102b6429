package io.tapedeck.writer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A tape with candles and nothing else, for tests of candles alone. */
final class CandleTape implements AutoCloseable {
    final Connection connection;
    final CandleTable table;

    CandleTape(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = off");
            statement.execute("create table symbol (id integer primary key, name text not null unique)");
            for (String sql : CandleTable.DDL) {
                statement.execute(sql);
            }
        }
        connection.setAutoCommit(false);
        table = new CandleTable(connection);
    }

    @Override
    public void close() throws SQLException {
        table.close();
        connection.close();
    }
}
