package io.tapedeck.query;

import io.tapedeck.writer.GapTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the missing ids that the tape has, as of its last commit. Any thread; a call has no state. */
final class GapReader {
    private static final String SELECT = "SELECT " + GapTable.COLUMNS + " FROM " + GapTable.NAME
            + " WHERE symbol = ? AND number > ? AND max(before_ts, after_ts) >= ? AND min(before_ts, after_ts) < ?"
            + " ORDER BY number LIMIT ?";
    private static final String HAS_TABLE =
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '" + GapTable.NAME + "'";

    private final Snapshots snapshots;

    GapReader(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    List<GapRow> read(GapQuery query, Deadline deadline) {
        return snapshots.readTogether(deadline, reader -> read(reader, query));
    }

    private static List<GapRow> read(Reader reader, GapQuery query) throws SQLException {
        List<GapRow> rows = new ArrayList<>();
        if (!hasTable(reader)) {
            return rows; // the tape was made before gaps were noticed, and nobody may write to it
        }
        PreparedStatement select = reader.statement(SELECT);
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
                    rows.add(new GapRow(symbol, GapTable.read(row, 1)));
                }
            }
            behind = Long.MIN_VALUE;
        }
        return rows;
    }

    private static boolean hasTable(Reader reader) throws SQLException {
        try (ResultSet row = reader.statement(HAS_TABLE).executeQuery()) {
            return row.next();
        }
    }
}
