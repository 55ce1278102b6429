package io.tapedeck.query;

import io.tapedeck.writer.GapTable;
import io.tapedeck.writer.JoinedGapTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the missing ids that the tape has, as of its last commit. Any thread; a call has no state. */
final class GapReader {
    private static final String WHERE = " WHERE symbol = ?1 AND number > ?2 AND max(before_ts, after_ts) >= ?3"
            + " AND min(before_ts, after_ts) < ?4";
    private static final String SINGLE =
            "SELECT number, 1, to_id - from_id + 1, from_id, to_id, before_ts, before_seq, after_ts, after_seq FROM "
                    + GapTable.NAME + WHERE;
    private static final String JOINED =
            "SELECT number, " + JoinedGapTable.COLUMNS + " FROM " + JoinedGapTable.NAME + WHERE;
    private static final String IN_ORDER = " ORDER BY number LIMIT ?5";
    private static final String SELECT_SINGLE = SINGLE + IN_ORDER;
    private static final String SELECT = SINGLE + " UNION ALL " + JOINED + IN_ORDER;
    private static final String HAS_TABLE = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";

    private final Snapshots snapshots;

    GapReader(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    List<GapRow> read(GapQuery query, Deadline deadline) {
        return snapshots.readTogether(deadline, reader -> read(reader, query));
    }

    private static List<GapRow> read(Reader reader, GapQuery query) throws SQLException {
        List<GapRow> rows = new ArrayList<>();
        if (!hasTable(reader, GapTable.NAME)) {
            return rows; // the tape was made before gaps were noticed, and nobody may write to it
        }
        PreparedStatement select = reader.statement(hasTable(reader, JoinedGapTable.NAME) ? SELECT : SELECT_SINGLE);
        long behind = query.behind();
        for (int symbol : query.symbols()) {
            if (rows.size() == query.limit()) {
                break;
            }
            select.setInt(1, symbol);
            select.setLong(2, behind);
            select.setLong(3, query.fromNanos());
            select.setLong(4, query.toNanos());
            select.setInt(5, query.limit() - rows.size());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new GapRow(symbol, row.getLong(1), JoinedGapTable.read(row, 2)));
                }
            }
            behind = Long.MIN_VALUE;
        }
        return rows;
    }

    private static boolean hasTable(Reader reader, String name) throws SQLException {
        PreparedStatement select = reader.statement(HAS_TABLE);
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }
}
