package io.tapedeck.query;

import io.tapedeck.writer.CandleTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.ProgressHandler;

/**
 * One read-only connection with the statements that were prepared on it, which the driver does not keep by itself, and the
 * time at which SQLite breaks off what it does. One thread at a time: whoever holds the lease. The pool owns and closes the
 * connection, and its statements with it.
 */
final class Reader {
    // Each call goes from SQLite up into Java, so it must be rare: so many steps take SQLite less than a millisecond.
    private static final int STEPS_BETWEEN_LOOKS = 20_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final CandleTable candles;
    private long limitNanoTime;

    Reader(Connection connection) throws SQLException {
        this.connection = connection;
        this.candles = new CandleTable(connection);
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return expired() ? 1 : 0;
            }
        });
    }

    /** Begins a use of the connection, which SQLite breaks off when the time has passed. */
    void start(long limitNanos) {
        limitNanoTime = System.nanoTime() + limitNanos;
    }

    /** Whether the time of this use has passed; loops over rows ask too, for SQLite itself sees only its own steps. */
    boolean expired() {
        return System.nanoTime() - limitNanoTime > 0;
    }

    /** A statement, prepared once a connection. Whoever uses it closes the result set at once, which ends the snapshot. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** The statements over the tape's candles. */
    CandleTable candles() {
        return candles;
    }

    /** Begins a transaction: the statements up to {@link #endTransaction} see one state of the tape. */
    void beginTransaction() throws SQLException {
        connection.setAutoCommit(false);
    }

    void endTransaction() throws SQLException {
        connection.setAutoCommit(true);
    }

    /** After an error the driver closes statements behind one's back: none is used again. */
    void reset() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // it was closed by the error that brought us here
            }
        }
        statements.clear();
        try {
            candles.close(); // and prepares anew when it is asked again
        } catch (SQLException e) {
            // as above
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            // the pool finds out that the connection is broken when it lends it the next time
        }
    }

    boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
