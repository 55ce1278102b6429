package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.query.BlockIndex.Entry;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.EncodedBlock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the blocks of one series out of the tape. Which blocks lie in a range is told by {@link BlockIndex}, and only those taken
 * are then fetched by their row ids, in the same transaction: row ids mean nothing beyond it, for parts are merged all the
 * time. Any thread; the reader belongs to the caller.
 */
final class BlockReads {
    /** The driver asks for the names of all columns each time a statement is run, which takes as long as a small block. */
    private static final int BLOCKS_A_FETCH = 8;

    private static final long TYPICAL_BYTES = 32 << 10;

    /** A series may have a dozen parts at its end, and as many again where a process began anew. */
    private static final int MIN_REACHING = 32;

    private static final BlockReads[][] ALL = new BlockReads[TickKind.values().length][Direction.values().length];

    static {
        for (TickKind kind : TickKind.values()) {
            for (Direction direction : Direction.values()) {
                ALL[kind.ordinal()][direction.ordinal()] = new BlockReads(kind, direction);
            }
        }
    }

    private final TickKind kind;
    private final Direction direction;
    private final BlockIndex index;
    private final String fetch;

    private BlockReads(TickKind kind, Direction direction) {
        this.kind = kind;
        this.direction = direction;
        index = new BlockIndex(kind, direction);
        fetch = "select " + BlockTable.columns(kind) + " from " + BlockTable.name(kind) + " where id in (?"
                + ", ?".repeat(BLOCKS_A_FETCH - 1) + ")";
    }

    /** The reads of a kind in a direction, of which there are as many as statements. */
    static BlockReads of(TickKind kind, Direction direction) {
        return ALL[kind.ordinal()][direction.ordinal()];
    }

    BlockIndex index() {
        return index;
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

    /** How much a slice may take. */
    record Bounds(int blocks, long bytes) {}

    /**
     * Where a slice ends.
     *
     * @param covered as in {@link Slice}
     * @param reaching the blocks that reach into it from before and are to be taken besides
     * @param crowded as in {@link Slice}
     */
    private record End(Range covered, List<Entry> reaching, boolean crowded) {}

    /** The first blocks of a range; to be called in a transaction. */
    Slice slice(Reader reader, int series, Range range, long visibleSeq, Bounds bounds) throws SQLException {
        List<Entry> entries = entries(reader, series, range, bounds.blocks() + 1);
        int count = Math.min(entries.size(), bounds.blocks());
        End end = end(reader, series, range, entries, count);
        if (end.crowded()) {
            return new Slice(List.of(), end.covered(), true);
        }
        List<EncodedBlock> blocks = new ArrayList<>(count);
        int taken = 0;
        long bytes = 0;
        while (taken < count && (taken == 0 || bytes < bounds.bytes() && !reader.expired())) {
            long room = Math.max(1, Math.min(BLOCKS_A_FETCH, (bounds.bytes() - bytes) / TYPICAL_BYTES));
            int to = (int) Math.min(count, taken + room);
            bytes += fetch(reader, entries.subList(taken, to), visibleSeq, blocks::add);
            taken = to;
        }
        if (taken < count) {
            end = end(reader, series, range, entries, taken);
        }
        List<Entry> reaching = end.reaching();
        for (int from = 0; from < reaching.size() && !end.crowded(); from += BLOCKS_A_FETCH) {
            int to = Math.min(reaching.size(), from + BLOCKS_A_FETCH);
            fetch(reader, reaching.subList(from, to), visibleSeq, blocks::add);
        }
        return new Slice(blocks, end.covered(), end.crowded());
    }

    /** The first blocks by their beginning; going back the last, those that only reach into the range left out. */
    private List<Entry> entries(Reader reader, int series, Range range, int limit) throws SQLException {
        if (direction == Direction.DESCENDING || range.lowTs() == Long.MIN_VALUE) {
            return index.beginningIn(reader, series, range, limit);
        }
        List<Entry> entries = index.reachingOver(reader, series, range.lowTs() - 1, range.lowTs(), limit);
        entries.addAll(index.beginningIn(reader, series, range, limit));
        return entries;
    }

    private End end(Reader reader, int series, Range range, List<Entry> entries, int taken) throws SQLException {
        return direction == Direction.ASCENDING
                ? ascendingEnd(range, entries, taken)
                : descendingEnd(reader, series, range, entries, taken);
    }

    private static End ascendingEnd(Range range, List<Entry> entries, int taken) {
        if (taken == entries.size()) {
            return new End(range, List.of(), false);
        }
        Range covered = range.below(entries.get(taken).firstTs(), 0);
        int again = 0;
        for (Entry entry : entries.subList(0, taken)) {
            again += entry.lastTs() >= covered.highTs() ? 1 : 0;
        }
        return new End(covered, List.of(), isCrowded(covered, again, taken));
    }

    /** Going back, a slice ends where its last block begins; others that reach over this time belong to it, too. */
    private End descendingEnd(Reader reader, int series, Range range, List<Entry> entries, int taken)
            throws SQLException {
        boolean whole = taken == entries.size();
        if (whole && range.lowTs() == Long.MIN_VALUE) {
            return new End(range, List.of(), false);
        }
        List<Entry> mine = entries.subList(0, taken);
        long lowTs = whole ? range.lowTs() : mine.get(taken - 1).firstTs();
        int limit = 2 * Math.max(entries.size(), MIN_REACHING);
        List<Entry> reaching = index.reachingOver(reader, series, lowTs, lowTs, limit);
        boolean cut = reaching.size() == limit;
        reaching.removeIf(entry -> entry.firstTs() == lowTs && mine.contains(entry));
        Range covered = whole ? range : range.above(lowTs - 1, Range.LAST_SEQ);
        boolean crowded = cut || !whole && isCrowded(covered, reaching.size(), taken + reaching.size());
        return new End(covered, reaching, crowded);
    }

    /** Whether most of what was taken would have to be taken again. */
    private static boolean isCrowded(Range covered, int again, int taken) {
        return covered.isEmpty() || again * 2 > taken;
    }

    /** Shows the blocks of a range, one at a time, until the first rows are complete; to be called in a transaction. */
    void gather(Reader reader, int series, Range range, long visibleSeq, FirstRows first, Consumer<EncodedBlock> sink)
            throws SQLException {
        index.forEachOverlapping(reader, series, range, entry -> {
            if (!first.mayTake(direction == Direction.ASCENDING ? entry.firstTs() : entry.lastTs())) {
                return false;
            }
            if (reader.expired()) {
                throw new QueryException(
                        QueryException.Code.TIMEOUT,
                        "the tape was not read in time, for many blocks overlap here: ask for a shorter range");
            }
            fetch(reader, List.of(entry), visibleSeq, sink);
            return true;
        });
    }

    /** Fetches up to {@value #BLOCKS_A_FETCH} blocks, in any order. Returns the bytes of all. */
    private long fetch(Reader reader, List<Entry> entries, long visibleSeq, Consumer<EncodedBlock> sink)
            throws SQLException {
        PreparedStatement statement = reader.statement(fetch);
        for (int i = 0; i < BLOCKS_A_FETCH; i++) {
            if (i < entries.size()) {
                statement.setLong(i + 1, entries.get(i).id());
            } else {
                statement.setNull(i + 1, Types.INTEGER);
            }
        }
        long bytes = 0;
        int found = 0;
        try (ResultSet rows = statement.executeQuery()) {
            for (; rows.next(); found++) {
                EncodedBlock block = BlockTable.read(rows, kind);
                bytes += block.bytes();
                if (block.minSeq() <= visibleSeq) {
                    sink.accept(block);
                }
            }
        }
        if (found != entries.size()) {
            throw new SQLException("of the blocks " + entries + " only " + found + " are in the table");
        }
        return bytes;
    }
}
