package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A reading transaction of a connection in auto-commit mode: all that is read in it is of one state of the tape. Stateless; the
 * connection's thread.
 */
final class Snapshot {
    private Snapshot() {}

    /** What is read. */
    interface Reading<T> {
        T read() throws SQLException;
    }

    /** Reads in a transaction of its own, which is ended in any case. */
    static <T> T read(Connection connection, Reading<T> reading) throws SQLException {
        execute(connection, "BEGIN");
        try {
            return reading.read();
        } finally {
            end(connection);
        }
    }

    private static void end(Connection connection) throws SQLException {
        try {
            // There is nothing to undo or to keep, and a commit fails where damage was met.
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // An input error ends a transaction by itself.
            if (!e.getMessage().contains("no transaction is active")) {
                throw e;
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
