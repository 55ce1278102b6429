package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tape's rows that stand for several gaps of a symbol: {@value #OWN} for those that its own ledger has joined, and
 * {@value #CARRIED} for those of a tape in whose place it came. Writing joins the connection's transaction. It owns its prepared
 * statements; one thread at a time, the connection's.
 */
public final class JoinedGapTable implements AutoCloseable {
    /** Its name. */
    public static final String NAME = "id_gap_joined";

    /** The columns that {@link #read} wants, in order. */
    public static final String COLUMNS = "gaps, ids, from_id, to_id, before_ts, before_seq, after_ts, after_seq";

    static final String DDL = """
            CREATE TABLE id_gap_joined (
              symbol INTEGER NOT NULL,
              number INTEGER NOT NULL,
              gaps INTEGER NOT NULL,
              ids INTEGER NOT NULL,
              from_id INTEGER NOT NULL,
              to_id INTEGER NOT NULL,
              before_ts INTEGER NOT NULL,
              before_seq INTEGER NOT NULL,
              after_ts INTEGER NOT NULL,
              after_seq INTEGER NOT NULL,
              PRIMARY KEY (symbol, number)
            ) STRICT, WITHOUT ROWID""";

    /** Numbers of gaps begin behind it. */
    static final long OWN = 0;

    /** In front of the numbers of all gaps that are carried. */
    static final long CARRIED = -1L << 62;

    private final PreparedStatement gaps;
    private final PreparedStatement delete;
    private final PreparedStatement select;
    private final PreparedStatement put;

    JoinedGapTable(Connection connection) throws SQLException {
        gaps = connection.prepareStatement(
                "SELECT " + GapTable.COLUMNS + " FROM id_gap WHERE symbol = ? AND number BETWEEN ? AND ?");
        delete = connection.prepareStatement("DELETE FROM id_gap WHERE symbol = ? AND number BETWEEN ? AND ?");
        select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM id_gap_joined WHERE symbol = ? AND number = ?");
        put = connection.prepareStatement("INSERT OR REPLACE INTO id_gap_joined (symbol, number, " + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /**
     * Reads a row.
     *
     * @param row a result set on a row
     * @param first where its {@link #COLUMNS} begin, from 1
     * @return the gaps
     * @throws SQLException as SQLite says
     */
    public static JoinedGaps read(ResultSet row, int first) throws SQLException {
        return new JoinedGaps(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getLong(first + 5),
                row.getLong(first + 6),
                row.getLong(first + 7));
    }

    /** Takes the rows of gaps with numbers in a range away, and adds them to a joined row, with more that never had one. */
    void join(int symbol, long into, long fromNumber, long toNumber, JoinedGaps more) throws SQLException {
        JoinedGaps all = more;
        bind(gaps, symbol, fromNumber, toNumber);
        try (ResultSet row = gaps.executeQuery()) {
            while (row.next()) {
                all = all.with(GapTable.read(row, 1));
            }
        }
        add(symbol, into, all);
        bind(delete, symbol, fromNumber, toNumber);
        delete.executeUpdate();
    }

    /** Adds gaps to a joined row. */
    void add(int symbol, long number, JoinedGaps more) throws SQLException {
        if (more.isNone()) {
            return;
        }
        bind(select, symbol, number);
        JoinedGaps all;
        try (ResultSet row = select.executeQuery()) {
            all = row.next() ? more.with(read(row, 1)) : more;
        }
        bind(
                put,
                symbol,
                number,
                all.gaps(),
                all.ids(),
                all.fromId(),
                all.toId(),
                all.beforeTsNanos(),
                all.beforeSeq(),
                all.afterTsNanos(),
                all.afterSeq());
        put.executeUpdate();
    }

    static void bind(PreparedStatement statement, int symbol, long... values) throws SQLException {
        statement.setInt(1, symbol);
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 2, values[i]);
        }
    }

    @Override
    public void close() throws SQLException {
        try (gaps;
                delete;
                select) {
            put.close();
        }
    }
}
