package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.Tape;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the blocks of one series by time, out of the tape's covering indexes alone. What it costs does not grow with the tape:
 * blocks that begin in a range are sought, and those that reach into it from before are looked for among the few that begin
 * right before it, and among the long ones of the date. Any thread; the reader belongs to the caller.
 */
final class BlockIndex {
    private static final String COLUMNS = "select id, first_ts, last_ts from ";

    private final String beginning;
    private final String reaching;
    private final String overlapping;

    BlockIndex(TickKind kind, Direction direction) {
        String table = BlockTable.name(kind);
        boolean ascending = direction == Direction.ASCENDING;
        beginning = COLUMNS + table
                + " where series = ? and (date, first_ts) >= (?, ?) and (date, first_ts) <= (?, ?) order by "
                + (ascending ? "date, first_ts" : "date desc, first_ts desc") + " limit ?";
        reaching = COLUMNS + table + " where series = ?1 and date = ?2 and first_ts >= ?3 and first_ts <= ?4"
                + " and last_ts >= ?5 union all " + COLUMNS + table + " indexed by " + table
                + "_long where series = ?1 and date = ?2 and first_ts < ?3 and last_ts >= ?5 and " + BlockTable.IS_LONG
                + " order by 2 limit ?6";
        overlapping = COLUMNS + table
                + " where series = ? and date >= ? and date <= ? and last_ts >= ? and first_ts <= ? order by "
                + (ascending ? "date, first_ts" : "date desc, last_ts desc");
    }

    /** One entry of the index. */
    record Entry(long id, long firstTs, long lastTs) {}

    /** Takes an entry; false ends the walk. */
    @FunctionalInterface
    interface EntryTaker {
        boolean take(Entry entry) throws SQLException;
    }

    String beginning() {
        return beginning;
    }

    String reaching() {
        return reaching;
    }

    String overlapping() {
        return overlapping;
    }

    /** The first blocks, in the direction, that begin in a range or at one of its ends. */
    List<Entry> beginningIn(Reader reader, int series, Range range, int limit) throws SQLException {
        PreparedStatement statement = reader.statement(beginning);
        statement.setInt(1, series);
        statement.setString(2, Tape.date(range.lowTs()));
        statement.setLong(3, range.lowTs());
        statement.setString(4, Tape.date(range.highTs()));
        statement.setLong(5, range.highTs());
        statement.setInt(6, limit);
        return entries(statement);
    }

    /**
     * The first blocks, by their beginning, that reach over a time.
     *
     * @param lastBeginning they begin here or before: {@code ts} or right before it
     * @param ts they end here or behind
     */
    List<Entry> reachingOver(Reader reader, int series, long lastBeginning, long ts, int limit) throws SQLException {
        PreparedStatement statement = reader.statement(reaching);
        statement.setInt(1, series);
        statement.setString(2, Tape.date(ts));
        statement.setLong(3, Math.max(ts, Long.MIN_VALUE + BlockTable.LONG_NANOS) - BlockTable.LONG_NANOS);
        statement.setLong(4, lastBeginning);
        statement.setLong(5, ts);
        statement.setInt(6, limit);
        return entries(statement);
    }

    private static List<Entry> entries(PreparedStatement statement) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return entries;
    }

    private static Entry entry(ResultSet rows) throws SQLException {
        return new Entry(rows.getLong(1), rows.getLong(2), rows.getLong(3));
    }

    /**
     * Walks over all blocks of a range, by their beginning, or back by their end. It goes through all entries of the dates, about
     * 50 ns each: for where very many blocks overlap.
     */
    void forEachOverlapping(Reader reader, int series, Range range, EntryTaker taker) throws SQLException {
        PreparedStatement statement = reader.statement(overlapping);
        statement.setInt(1, series);
        statement.setString(2, Tape.date(range.lowTs()));
        statement.setString(3, Tape.date(range.highTs()));
        statement.setLong(4, range.lowTs());
        statement.setLong(5, range.highTs());
        try (ResultSet rows = statement.executeQuery()) {
            boolean goesOn = true;
            while (goesOn && rows.next()) {
                goesOn = taker.take(entry(rows));
            }
        }
    }
}
