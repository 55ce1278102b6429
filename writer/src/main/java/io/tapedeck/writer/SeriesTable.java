package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the tape holds of each series as a whole: its bounds, its count and its greatest tick by (ts, seq). Writing joins the
 * connection's transaction. It owns its prepared statement; one thread at a time, the connection's.
 */
public final class SeriesTable implements AutoCloseable {
    private static final int QUEUED_ROWS = 256;

    private final PreparedStatement upsert;
    private int queued;

    /**
     * A statement over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @throws SQLException as SQLite says
     */
    public SeriesTable(Connection connection) throws SQLException {
        upsert = connection.prepareStatement("""
                INSERT INTO series (id, first_ts, last_ts, count, latest) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET first_ts = excluded.first_ts, last_ts = excluded.last_ts,
                  count = excluded.count, latest = excluded.latest""");
    }

    /** Takes the series of a tape, one after the other. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one series.
         *
         * @param series its number
         * @param firstTsNanos its least time
         * @param lastTsNanos its greatest time
         * @param count its ticks
         * @param latest its greatest tick by (ts, seq), as it was written
         */
        void accept(int series, long firstTsNanos, long lastTsNanos, long count, byte[] latest);
    }

    /**
     * Writes what a series now is.
     *
     * @param series its number
     * @param firstTsNanos its least time
     * @param lastTsNanos its greatest time
     * @param count its ticks
     * @param latest its greatest tick by (ts, seq): the row in the journal's layout, then the {@code seq}
     * @throws SQLException as SQLite says
     */
    public void upsert(int series, long firstTsNanos, long lastTsNanos, long count, byte[] latest) throws SQLException {
        queue(series, firstTsNanos, lastTsNanos, count, latest);
        flush();
    }

    /** Writes what a series now is, at the latest when {@link #flush} is called. */
    void queue(int series, long firstTsNanos, long lastTsNanos, long count, byte[] latest) throws SQLException {
        upsert.setInt(1, series);
        upsert.setLong(2, firstTsNanos);
        upsert.setLong(3, lastTsNanos);
        upsert.setLong(4, count);
        upsert.setBytes(5, latest);
        upsert.addBatch();
        if (++queued == QUEUED_ROWS) {
            flush();
        }
    }

    /** Executes what is queued. */
    void flush() throws SQLException {
        if (queued > 0) {
            queued = 0;
            upsert.executeLargeBatch();
        }
    }

    /**
     * Reads all series.
     *
     * @param connection a connection to a tape
     * @param sink takes them in the order of their numbers
     * @throws SQLException as SQLite says
     */
    public static void load(Connection connection, Sink sink) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT id, first_ts, last_ts, count, latest FROM series ORDER BY id")) {
            while (row.next()) {
                sink.accept(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getBytes(5));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        upsert.close();
    }
}
