package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Joins the parts that restarts, late ticks and blocks which had to leave memory early have left in the tape, a few at a time
 * while the writer has nothing else to do. Parts of a block that is still in memory are left alone: sealing it joins them.
 * What comes out is a part again while it is short, so that later ones can join it. It works inside the writer's connection,
 * on the writer's thread, each step a transaction of its caller's.
 */
final class PartMerger implements AutoCloseable {
    private static final int GROUPS = 64;

    /** Which blocks are worth joining: any two of them fit into one block. The table has an index of just these. */
    static final String SHORT_PARTS = "stage = 0 AND count <= " + BlockCodec.MAX_TICKS / 2;

    private final TickKind kind;
    private final BlockTable table;
    private final PreparedStatement groups;
    private final PreparedStatement parts;
    private final BlockCodec codec = new BlockCodec();
    private final ArrayDeque<Group> waiting = new ArrayDeque<>();
    private Group last = BEFORE_ALL; // looked at, so that groups in memory do not hide those behind
    private boolean mayBeMore = true;
    private boolean changed; // since the search began at the first group

    private record Group(int series, String date) {}

    private static final Group BEFORE_ALL = new Group(-1, "");

    PartMerger(Connection connection, TickKind kind, BlockTable table) throws SQLException {
        this.kind = kind;
        this.table = table;
        String name = BlockTable.name(kind);
        this.groups = connection.prepareStatement("SELECT series, date FROM " + name + " WHERE " + SHORT_PARTS
                + " AND (series, date) > (?, ?) GROUP BY series, date HAVING count(*) > 1 ORDER BY series, date LIMIT "
                + GROUPS);
        this.parts = connection.prepareStatement("SELECT " + BlockTable.columns(kind) + ", id FROM " + name + " WHERE "
                + SHORT_PARTS + " AND series = ? AND date = ? ORDER BY first_ts, id");
    }

    /** Says that parts have been left behind. */
    void look() {
        mayBeMore = true;
        changed = true;
    }

    /**
     * Finds out whether there is something to join.
     *
     * @param inMemory whether a series has a block of a date in memory
     */
    boolean hasWork(BiPredicate<Integer, String> inMemory) throws SQLException {
        if (waiting.isEmpty() && mayBeMore) {
            Group from = last;
            findGroups(inMemory);
            if (last == from) { // the end: begin anew where parts have been left or joined since
                mayBeMore = changed;
                changed = false;
                last = BEFORE_ALL;
            }
        }
        return !waiting.isEmpty();
    }

    private void findGroups(BiPredicate<Integer, String> inMemory) throws SQLException {
        groups.setInt(1, last.series);
        groups.setString(2, last.date);
        try (ResultSet row = groups.executeQuery()) {
            while (row.next()) {
                last = new Group(row.getInt(1), row.getString(2));
                if (!inMemory.test(last.series, last.date)) {
                    waiting.add(last);
                }
            }
        }
    }

    /** Joins the first parts of one series and date that make up a block; inside a transaction. */
    void mergeOne(BiPredicate<Integer, String> inMemory) throws SQLException {
        Group group = waiting.poll();
        if (group == null || inMemory.test(group.series, group.date)) {
            return;
        }
        List<Long> rowIds = new ArrayList<>();
        TickRows rows = new TickRows(kind);
        parts.setInt(1, group.series);
        parts.setString(2, group.date);
        try (ResultSet row = parts.executeQuery()) {
            while (row.next()) {
                EncodedBlock part = BlockTable.read(row, kind);
                if (rows.count() + part.count() > BlockCodec.MAX_TICKS) {
                    break;
                }
                part.decode(rows, group.series >> 1);
                rowIds.add(row.getLong("id"));
            }
        }
        if (rowIds.size() > 1) {
            replace(group, rowIds, rows);
        }
    }

    private void replace(Group group, List<Long> rowIds, TickRows rows) throws SQLException {
        List<EncodedBlock> blocks = new ArrayList<>(1);
        codec.encode(rows, 0, rows.count(), blocks);
        if (blocks.size() >= rowIds.size()) {
            return; // their values do not fit into one block
        }
        for (long rowId : rowIds) {
            table.delete(rowId);
        }
        boolean full = rows.count() > BlockCodec.MAX_TICKS / 2;
        for (EncodedBlock block : blocks) {
            table.insert(group.series, block, full ? BlockTable.Stage.SEALED : BlockTable.Stage.PART);
        }
        changed = true;
    }

    @Override
    public void close() throws SQLException {
        try (groups) {
            parts.close();
        }
    }
}
