package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deletes the ticks of old dates from the tape, a few blocks at a time, while the writer has nothing else to do. It goes
 * through all series when a date has become too old, and every ten minutes for late ticks. The first deletion of a pass notes
 * in {@code meta}, in its transaction, from which date on the tape has every tick; that date never goes back. Candles stay.
 *
 * <p>A block that is still in memory is left alone: its commit would delete its parts again. Those that the tape holds whole
 * leave memory at the beginning of a pass, the others are met by the next one, a second later.
 *
 * <p>It works inside the writer's connection, on the writer's thread, each step in a transaction of its caller's.
 */
final class TickRetention implements AutoCloseable {
    /** A step deletes about 1.5 MiB of blobs, in a few milliseconds. */
    private static final int BLOCKS = 64;

    private static final int SERIES_A_LOOK = 256;
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BETWEEN_PASSES = -1;

    private final KeepTicks keep;
    private final BlockTable[] tables;
    private final TapeMeta meta;
    private final PreparedStatement[] find = new PreparedStatement[2];
    private final PreparedStatement[] first = new PreparedStatement[2];
    private final PreparedStatement shrink;
    private final List<Found> found = new ArrayList<>();

    private String markedDate; // as the tape has it; null where it has none
    private String cutoff = "";
    private int next = BETWEEN_PASSES;
    private boolean left;
    private long nextPassNanos = System.nanoTime();
    private long tapeFirstTsNanos;

    private record Found(long rowId, int count) {}

    /**
     * Retention over a connection.
     *
     * @param trades the tables that it deletes from, with {@code quotes} and {@code meta}; not closed here
     */
    TickRetention(Connection connection, KeepTicks keep, BlockTable trades, BlockTable quotes, TapeMeta meta)
            throws SQLException {
        this.keep = keep;
        this.meta = meta;
        tables = new BlockTable[] {trades, quotes};
        for (TickKind kind : TickKind.values()) {
            String table = BlockTable.name(kind);
            find[kind.ordinal()] = connection.prepareStatement("SELECT id, date, count FROM " + table
                    + " WHERE series = ? AND date < ? ORDER BY date, first_ts LIMIT " + 2 * BLOCKS);
            first[kind.ordinal()] = connection.prepareStatement(
                    "SELECT first_ts FROM " + table + " WHERE series = ? ORDER BY date, first_ts LIMIT 1");
        }
        shrink = connection.prepareStatement(
                "UPDATE series SET count = count - ?1, first_ts = max(first_ts, ?2) WHERE id = ?3");
        markedDate = meta.ticksFromDate();
    }

    /** Looks at some series; returns whether one has blocks that are to go, which {@link #step} then deletes. */
    boolean hasWork(LiveTape memory) throws SQLException {
        found.clear(); // of a step that got no transaction: parts may have been joined since
        if (next == BETWEEN_PASSES && !beginPass(memory)) {
            return false;
        }
        for (int looked = 0; looked < SERIES_A_LOOK && next < memory.seriesEnd(); looked++) {
            if (memory.series(next) != null && find(memory)) {
                return true;
            }
            next++;
        }
        if (next >= memory.seriesEnd()) {
            next = BETWEEN_PASSES;
            nextPassNanos = System.nanoTime() + (left ? AGAIN_NANOS : EVERY_NANOS);
        }
        return false;
    }

    private boolean beginPass(LiveTape memory) {
        if (keep.isForever()) {
            return false;
        }
        String wanted = keep.fromDate();
        if (wanted.compareTo(cutoff) <= 0 && System.nanoTime() - nextPassNanos < 0) {
            return false;
        }
        cutoff = wanted;
        left = memory.evictBefore(cutoff);
        next = 0;
        return true;
    }

    /** Finds the first blocks of the next series that are to go. */
    private boolean find(LiveTape memory) throws SQLException {
        PreparedStatement statement = find[next & 1];
        statement.setInt(1, next);
        statement.setString(2, cutoff);
        try (ResultSet row = statement.executeQuery()) {
            while (found.size() < BLOCKS && row.next()) {
                if (memory.holds(next, row.getString(2))) {
                    left = true;
                } else {
                    found.add(new Found(row.getLong(1), row.getInt(3)));
                }
            }
        }
        return !found.isEmpty();
    }

    /** Deletes what was found; inside a transaction. */
    void step() throws SQLException {
        if (markedDate == null || cutoff.compareTo(markedDate) > 0) {
            meta.putTicksFromDate(cutoff);
        }
        for (Found block : found) {
            tables[next & 1].delete(block.rowId());
        }
        tapeFirstTsNanos = tapeFirstTs();
        shrink.setLong(1, ticks());
        shrink.setLong(2, tapeFirstTsNanos == Long.MAX_VALUE ? Long.MIN_VALUE : tapeFirstTsNanos);
        shrink.setInt(3, next);
        shrink.executeUpdate();
    }

    /** The least time of the series in the tape; the greatest number where none is left. */
    private long tapeFirstTs() throws SQLException {
        PreparedStatement statement = first[next & 1];
        statement.setInt(1, next);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : Long.MAX_VALUE;
        }
    }

    private long ticks() {
        return found.stream().mapToLong(Found::count).sum();
    }

    /** Brings memory's counts after the tape's, when the step's transaction is committed. */
    void committed(LiveTape memory) {
        if (markedDate == null || cutoff.compareTo(markedDate) > 0) {
            markedDate = cutoff;
        }
        memory.series(next).dropped(ticks(), tapeFirstTsNanos);
        found.clear();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : new PreparedStatement[] {find[0], find[1], first[0], first[1], shrink}) {
            statement.close();
        }
    }
}
