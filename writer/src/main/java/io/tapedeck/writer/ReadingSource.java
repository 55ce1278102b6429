package io.tapedeck.writer;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Read-only connections to one tape, for a pool. Any thread; who takes a connection closes it. */
final class ReadingSource implements DataSource {
    private final Path file;
    private final boolean still;

    ReadingSource(Path file, boolean still) {
        this.file = file;
        this.still = still;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return still ? Tape.openStill(file) : Tape.openForReading(file);
        } catch (TapeException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection(); // SQLite knows no users
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        // Nothing is logged here: what fails is thrown.
    }

    /** How long a pool that closes waits for the connection that it is just opening. With 0 it would complain at once. */
    @Override
    public int getLoginTimeout() {
        return 5; // seconds
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // Opening a file is not a login; how long it waits for a lock is one of the tape's settings.
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("a tape does not log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("a source of connections to a tape is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
