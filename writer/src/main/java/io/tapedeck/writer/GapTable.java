package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The tape's missing ids: a row a gap, for old ones a {@link JoinedGapTable row for all}, and for each symbol with ids that are numbers
 * how far its {@link IdLedger} has come. Writing joins the connection's transaction. It owns its prepared statements; one thread at a time, the connection's.
 */
public final class GapTable implements AutoCloseable {
    /** The columns that {@link #read} wants, in order. */
    public static final String COLUMNS = "number, from_id, to_id, before_ts, before_seq, after_ts, after_seq";

    /** Its name. */
    public static final String NAME = "id_gap";

    /** The name of the table of how far each symbol has come. */
    static final String STATES = "id_state";

    static final List<String> DDL = List.of("""
            CREATE TABLE id_gap (
              symbol INTEGER NOT NULL,
              number INTEGER NOT NULL,
              from_id INTEGER NOT NULL,
              to_id INTEGER NOT NULL,
              before_ts INTEGER NOT NULL,
              before_seq INTEGER NOT NULL,
              after_ts INTEGER NOT NULL,
              after_seq INTEGER NOT NULL,
              PRIMARY KEY (symbol, number)
            ) STRICT, WITHOUT ROWID""", """
            CREATE TABLE id_state (
              symbol INTEGER PRIMARY KEY,
              state BLOB NOT NULL
            ) STRICT""");

    private static final int COLUMN_COUNT = 7;

    private final PreparedStatement state;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final JoinedGapTable joined;

    GapTable(Connection connection) throws SQLException {
        state = connection.prepareStatement("INSERT OR REPLACE INTO id_state (symbol, state) VALUES (?, ?)");
        put = connection.prepareStatement(
                "INSERT OR REPLACE INTO id_gap (symbol, " + COLUMNS + ") VALUES (?" + ", ?".repeat(COLUMN_COUNT) + ")");
        delete = connection.prepareStatement("DELETE FROM id_gap WHERE symbol = ? AND number = ?");
        joined = new JoinedGapTable(connection);
    }

    /**
     * Reads a gap.
     *
     * @param row a result set on a row
     * @param first where its {@link #COLUMNS} begin, from 1
     * @return the gap
     * @throws SQLException as SQLite says
     */
    public static IdGap read(ResultSet row, int first) throws SQLException {
        return new IdGap(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getLong(first + 5),
                row.getLong(first + 6));
    }

    /** Writes what has changed, by symbol. */
    void write(Map<Integer, IdLedger.Change> changes) throws SQLException {
        for (Map.Entry<Integer, IdLedger.Change> entry : changes.entrySet()) {
            state.setInt(1, entry.getKey());
            state.setBytes(2, entry.getValue().state());
            state.addBatch();
            for (Map.Entry<Long, IdGap> gap : entry.getValue().changed().entrySet()) {
                if (gap.getValue() == null) {
                    delete(entry.getKey(), gap.getKey());
                } else {
                    put(entry.getKey(), gap.getKey(), gap.getValue());
                }
            }
            if (entry.getValue().joinUpTo() > 0) {
                joined.join(
                        entry.getKey(),
                        JoinedGapTable.OWN,
                        1,
                        entry.getValue().joinUpTo(),
                        entry.getValue().joined());
            }
        }
        state.executeBatch();
    }

    private void delete(int symbol, long number) throws SQLException {
        JoinedGapTable.bind(delete, symbol, number);
        delete.executeUpdate();
    }

    /** Writes a gap's row, under a number that need not be its own. */
    void put(int symbol, long number, IdGap gap) throws SQLException {
        JoinedGapTable.bind(
                put,
                symbol,
                number,
                gap.fromId(),
                gap.toId(),
                gap.beforeTsNanos(),
                gap.beforeSeq(),
                gap.afterTsNanos(),
                gap.afterSeq());
        put.executeUpdate();
    }

    /** The rows that stand for several gaps; closed with this. */
    JoinedGapTable joined() {
        return joined;
    }

    /** Takes the ledgers of a tape, one after the other. */
    @FunctionalInterface
    interface Sink {
        void accept(int symbol, byte[] state, Map<Long, IdGap> gaps);
    }

    static void load(Connection connection, Sink sink) throws SQLException {
        try (Statement states = connection.createStatement();
                PreparedStatement gaps = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM id_gap WHERE symbol = ? ORDER BY number DESC LIMIT ?");
                ResultSet row = states.executeQuery("SELECT symbol, state FROM id_state ORDER BY symbol")) {
            while (row.next()) {
                sink.accept(row.getInt(1), row.getBytes(2), newest(gaps, row.getInt(1)));
            }
        }
    }

    /** Tells the symbols that have gaps, also such as were carried from another tape. */
    static void symbols(Connection connection, IntConsumer sink) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT symbol FROM id_gap UNION SELECT symbol FROM id_gap_joined")) {
            while (row.next()) {
                sink.accept(row.getInt(1));
            }
        }
    }

    /** The gaps that may still be open: none of them was noticed before the last so many that are left. */
    private static Map<Long, IdGap> newest(PreparedStatement select, int symbol) throws SQLException {
        Map<Long, IdGap> gaps = new HashMap<>();
        select.setInt(1, symbol);
        select.setInt(2, IdLedger.MAX_OPEN);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                IdGap gap = read(row, 1);
                gaps.put(gap.number(), gap);
            }
        }
        return gaps;
    }

    @Override
    public void close() throws SQLException {
        try (state;
                put;
                joined) {
            delete.close();
        }
    }
}
