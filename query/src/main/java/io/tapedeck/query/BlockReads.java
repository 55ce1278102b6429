package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.EncodedBlock;
import io.tapedeck.writer.Tape;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the blocks of one series out of the tape. Which blocks lie in a range is told by the covering index alone, and only
 * those taken are then fetched by their row ids, in the same transaction: row ids mean nothing beyond it, for parts are
 * merged all the time. To find a place within a date costs a walk over that date's index entries, about 50 ns each. Any
 * thread; the reader belongs to the caller.
 */
final class BlockReads {
    private final TickKind kind;
    private final Direction direction;
    private final String list;
    private final String fetch;

    BlockReads(TickKind kind, Direction direction) {
        this.kind = kind;
        this.direction = direction;
        String table = BlockTable.name(kind);
        list = "select id, first_ts, last_ts from " + table
                + " where series = ? and date >= ? and date <= ? and last_ts >= ? and first_ts <= ? order by "
                + (direction == Direction.ASCENDING ? "date, first_ts" : "date desc, last_ts desc") + " limit ?";
        fetch = "select " + BlockTable.columns(kind) + " from " + table + " where id = ?";
    }

    String list() {
        return list;
    }

    String fetch() {
        return fetch;
    }

    /**
     * Some blocks of a range.
     *
     * @param blocks the blocks
     * @param covered the part of the range that no other block reaches into
     * @param crowded whether so many blocks overlap that to take a few at a time would hardly get on
     */
    record Slice(List<EncodedBlock> blocks, Range covered, boolean crowded) {}

    /** One entry of the index. */
    private record Entry(long id, long firstTs, long lastTs) {}

    /** How much a slice may take. */
    record Bounds(int blocks, long bytes) {}

    /** The first blocks of a range; to be called in a transaction. */
    Slice slice(Reader reader, int series, Range range, long visibleSeq, Bounds bounds) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        forEachEntry(reader, series, range, bounds.blocks() + 1, entry -> {
            entries.add(entry);
            return true;
        });
        int count = Math.min(entries.size(), bounds.blocks());
        Range covered = coveredBefore(entries, count, range);
        if (isCrowded(entries, count, covered)) {
            return new Slice(List.of(), covered, true);
        }
        List<EncodedBlock> blocks = new ArrayList<>(count);
        long bytes = 0;
        int taken = 0;
        while (taken < count && (taken == 0 || bytes < bounds.bytes() && !reader.expired())) {
            EncodedBlock block = fetch(reader, entries.get(taken++).id());
            bytes += block.bytes();
            if (block.minSeq() <= visibleSeq) {
                blocks.add(block);
            }
        }
        if (taken < count) {
            Range less = coveredBefore(entries, taken, range);
            return new Slice(blocks, less, isCrowded(entries, taken, less));
        }
        return new Slice(blocks, covered, false);
    }

    private Range coveredBefore(List<Entry> entries, int taken, Range range) {
        if (taken == entries.size()) {
            return range;
        }
        Entry next = entries.get(taken);
        return direction == Direction.ASCENDING
                ? range.below(next.firstTs(), 0)
                : range.above(next.lastTs(), Range.LAST_SEQ);
    }

    /** Most of what was taken would have to be taken again. */
    private boolean isCrowded(List<Entry> entries, int taken, Range covered) {
        if (taken == entries.size()) {
            return false;
        }
        int again = 0;
        for (Entry entry : entries.subList(0, taken)) {
            boolean reachesOut = direction == Direction.ASCENDING
                    ? entry.lastTs() >= covered.highTs()
                    : entry.firstTs() <= covered.lowTs();
            again += reachesOut ? 1 : 0;
        }
        return covered.isEmpty() || again * 2 > taken;
    }

    /** Shows the blocks of a range, one at a time, until the first rows are complete; to be called in a transaction. */
    void gather(Reader reader, int series, Range range, long visibleSeq, FirstRows first, Consumer<EncodedBlock> sink)
            throws SQLException {
        forEachEntry(reader, series, range, Integer.MAX_VALUE, entry -> {
            if (!first.mayTake(direction == Direction.ASCENDING ? entry.firstTs() : entry.lastTs())) {
                return false;
            }
            if (reader.expired()) {
                throw new QueryException(
                        QueryException.Code.TIMEOUT,
                        "the tape was not read in time, for many blocks overlap here: ask for a shorter range");
            }
            EncodedBlock block = fetch(reader, entry.id());
            if (block.minSeq() <= visibleSeq) {
                sink.accept(block);
            }
            return true;
        });
    }

    /** Takes an entry; false ends the walk. */
    @FunctionalInterface
    private interface EntryTaker {
        boolean take(Entry entry) throws SQLException;
    }

    private void forEachEntry(Reader reader, int series, Range range, int limit, EntryTaker taker) throws SQLException {
        PreparedStatement statement = reader.statement(list);
        statement.setInt(1, series);
        statement.setString(2, Tape.date(range.lowTs()));
        statement.setString(3, Tape.date(range.highTs()));
        statement.setLong(4, range.lowTs());
        statement.setLong(5, range.highTs());
        statement.setInt(6, limit);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (!taker.take(new Entry(rows.getLong(1), rows.getLong(2), rows.getLong(3)))) {
                    return;
                }
            }
        }
    }

    private EncodedBlock fetch(Reader reader, long id) throws SQLException {
        PreparedStatement statement = reader.statement(fetch);
        statement.setLong(1, id);
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("block " + id + " is in the index but not in the table");
            }
            return BlockTable.read(row, kind);
        }
    }
}
