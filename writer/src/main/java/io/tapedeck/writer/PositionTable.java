package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tape's events, and the positions that they have made as of the applied record. Writing joins the connection's transaction. It
 * owns its prepared statements; one thread at a time, the connection's.
 */
public final class PositionTable implements AutoCloseable {
    /** Selects the position with an id; for {@link #position}. */
    public static final String BY_ID = "SELECT state FROM position WHERE id = ?";

    /** Selects the position that was opened last with a ref; for {@link #position}. */
    public static final String BY_REF =
            "SELECT state FROM position WHERE ref = ? ORDER BY opened_seq DESC, opened_record DESC LIMIT 1";

    /** Selects closed positions that were opened before a place, the newest first, at most so many; for {@link #position}. */
    public static final String CLOSED =
            "SELECT state FROM position WHERE closed = 1 AND (opened_seq, opened_record) < (?, ?)"
                    + " ORDER BY opened_seq DESC, opened_record DESC LIMIT ?";

    private static final String EVENTS = "SELECT seq, record, kind, subject, at, key, body FROM event ";

    /** Selects the events of a subject, in their order; for {@link #event}. */
    public static final String EVENTS_OF = EVENTS + "WHERE subject = ? ORDER BY seq, record";

    /** Selects the event that came with a key, of several the last; for {@link #event}. */
    public static final String EVENT_KEYED = EVENTS + "WHERE key = ? ORDER BY seq DESC, record DESC LIMIT 1";

    /** Selects firings behind a place, at most so many, in their order; for {@link #event}. */
    public static final String FIRINGS = EVENTS + "WHERE (seq, record) > (?, ?) AND kind = " + StoredEvent.ALERT
            + " AND body LIKE 'op=FIRED%' ORDER BY seq, record LIMIT ?";

    static final List<String> DDL = List.of(
            """
            CREATE TABLE event (
              seq INTEGER NOT NULL,
              record INTEGER NOT NULL,
              kind INTEGER NOT NULL,
              subject TEXT,
              at INTEGER NOT NULL,
              key BLOB,
              body TEXT NOT NULL,
              PRIMARY KEY (seq, record)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX event_of_subject ON event (subject, seq, record)",
            "CREATE INDEX event_keyed ON event (key) WHERE key IS NOT NULL",
            """
            CREATE TABLE position (
              id TEXT PRIMARY KEY,
              ref TEXT,
              closed INTEGER NOT NULL,
              opened_seq INTEGER NOT NULL,
              opened_record INTEGER NOT NULL,
              state TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX position_by_ref ON position (ref) WHERE ref IS NOT NULL",
            "CREATE INDEX position_closed ON position (closed, opened_seq, opened_record)");

    private final PreparedStatement insertEvent;
    private final PreparedStatement putPosition;

    PositionTable(Connection connection) throws SQLException {
        insertEvent = connection.prepareStatement(
                "INSERT OR REPLACE INTO event (seq, record, kind, subject, at, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
        putPosition = connection.prepareStatement(
                "INSERT OR REPLACE INTO position (id, ref, closed, opened_seq, opened_record, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?)");
    }

    /** Brings a cut in; inside a transaction. */
    void write(PositionBook.Cut cut) throws SQLException {
        for (StoredEvent event : cut.events()) {
            insertEvent.setLong(1, event.place().seq());
            insertEvent.setLong(2, event.place().record());
            insertEvent.setInt(3, event.kind());
            insertEvent.setString(4, event.subject());
            insertEvent.setLong(5, event.atNanos());
            insertEvent.setBytes(6, event.key() == null ? null : event.key().bytes());
            insertEvent.setString(7, event.body());
            insertEvent.executeUpdate();
        }
        for (MarkedPosition marked : cut.positions()) {
            Position position = marked.position();
            putPosition.setString(1, position.id());
            putPosition.setString(2, position.ref());
            putPosition.setInt(3, position.isClosed() ? 1 : 0);
            putPosition.setLong(4, position.opened().seq());
            putPosition.setLong(5, position.opened().record());
            putPosition.setString(6, marked.text());
            putPosition.executeUpdate();
        }
    }

    /** Reads the open positions, in the order in which they were opened. */
    static void loadOpen(Connection connection, Consumer<MarkedPosition> sink) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT state FROM position WHERE closed = 0 ORDER BY opened_seq, opened_record")) {
            while (row.next()) {
                sink.accept(position(row));
            }
        }
    }

    /**
     * Reads a position.
     *
     * @param row a result set on a row
     * @return the position
     * @throws SQLException as SQLite says
     */
    public static MarkedPosition position(ResultSet row) throws SQLException {
        return MarkedPosition.parse(row.getString(1));
    }

    /**
     * Reads an event.
     *
     * @param row a result set on a row
     * @return the event
     * @throws SQLException as SQLite says
     */
    public static StoredEvent event(ResultSet row) throws SQLException {
        byte[] key = row.getBytes(6);
        return new StoredEvent(
                new EventPlace(row.getLong(1), row.getLong(2)),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                key == null || key.length != RequestHash.BYTES ? null : RequestHash.of(key, 0),
                row.getString(7));
    }

    @Override
    public void close() throws SQLException {
        try (insertEvent) {
            putPosition.close();
        }
    }
}
