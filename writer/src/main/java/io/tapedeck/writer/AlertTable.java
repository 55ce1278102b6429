package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tape's alerts, as of the applied record. Writing joins the connection's transaction. It owns its prepared statements; one thread at a
 * time, the connection's.
 */
final class AlertTable implements AutoCloseable {
    static final String NAME = "alert";

    static final List<String> DDL = List.of("""
            CREATE TABLE alert (
              id TEXT PRIMARY KEY,
              set_seq INTEGER NOT NULL,
              set_record INTEGER NOT NULL,
              state TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""");

    private final PreparedStatement put;
    private final PreparedStatement delete;

    AlertTable(Connection connection) throws SQLException {
        put = connection.prepareStatement(
                "INSERT OR REPLACE INTO alert (id, set_seq, set_record, state) VALUES (?, ?, ?, ?)");
        delete = connection.prepareStatement("DELETE FROM alert WHERE id = ?");
    }

    /** Brings a cut in; inside a transaction. */
    void write(AlertBook.Cut cut) throws SQLException {
        for (AlertBook.Stored alert : cut.changed()) {
            put.setString(1, alert.id());
            put.setLong(2, alert.set().seq());
            put.setLong(3, alert.set().record());
            put.setString(4, alert.state());
            put.executeUpdate();
        }
        for (String id : cut.deleted()) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** Reads the states of all, in the order in which they were set. */
    static void load(Connection connection, Consumer<String> states) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT state FROM alert ORDER BY set_seq, set_record")) {
            while (row.next()) {
                states.accept(row.getString(1));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (put) {
            delete.close();
        }
    }
}
