package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Goes through all blocks of one table once, in the order of their row ids, a short snapshot at a time, beside a writer that
 * goes on: what comes out is the sum over the blocks of the last snapshot. Sealed blocks stay what they are. A part makes room
 * for a later row that holds its ticks too, perhaps under the same id; so what each part brought in is remembered, and is taken
 * away again where the last snapshot has it no more. Rows that SQLite cannot read are told and passed over.
 *
 * <p>It owns its statements; one thread at a time, the connection's, on which no transaction is open between slices.
 */
final class BlockScan implements AutoCloseable {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final Connection connection;
    private final TickKind kind;
    private final Sink sink;
    private final PreparedStatement heads;
    private final PreparedStatement head;
    private final PreparedStatement row;
    private final Map<Long, Part> parts = new HashMap<>();
    private long lastId = Long.MIN_VALUE;
    private long lastSealedId = Long.MIN_VALUE;
    private boolean isCut; // nothing behind lastId can be read

    /** Takes blocks; a block's share is given back where it is no longer there in the end. */
    interface Sink {
        /** Whether a row must be read whole, by what stands in its front. */
        boolean wants(long rowId, long minSeq, long maxSeq);

        /**
         * Takes a block.
         *
         * @return its share
         * @throws TapeException DAMAGED where it is not sound; it has no share then
         */
        BlockTally.Share add(StoredBlock block) throws SQLException;

        /** Takes a share away again. */
        void subtract(BlockTally.Share share);

        /** Takes damage. */
        void damaged(TapeDamage damage);
    }

    private record Head(long id, int stage, long crc, long minSeq, long maxSeq, long count) {
        static final String COLUMNS = "id, stage, crc, min_seq, max_seq, count";

        static Head read(ResultSet row) throws SQLException {
            return new Head(
                    row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
        }
    }

    /** A row that may make room for another, or that was told to be damaged and has no share. */
    private record Part(Head head, BlockTally.Share share) {}

    BlockScan(Connection connection, TickKind kind, Sink sink) throws SQLException {
        this.connection = connection;
        this.kind = kind;
        this.sink = sink;
        String from = " FROM " + BlockTable.name(kind) + " WHERE id ";
        heads = connection.prepareStatement("SELECT " + Head.COLUMNS + from + "> ? ORDER BY id");
        head = connection.prepareStatement("SELECT " + Head.COLUMNS + from + "= ?");
        row = connection.prepareStatement("SELECT " + StoredBlock.columns(kind) + from + "= ?");
    }

    /**
     * Goes on for a while.
     *
     * @return true at the end, when the sum is that of the snapshot just read
     */
    boolean slice() throws SQLException {
        return Snapshot.read(connection, () -> {
            if (!readFrom(lastId, System.nanoTime() + SLICE_NANOS)) {
                return false;
            }
            // Behind the last sealed block an id may stand for another row by now.
            boolean done = isCut || readFrom(lastSealedId, Long.MAX_VALUE);
            if (done) {
                dropGoneParts();
            }
            return done;
        });
    }

    /** Takes rows up to a time; false where there may be more. */
    private boolean readFrom(long id, long untilNanos) throws SQLException {
        heads.setLong(1, id);
        try (ResultSet rows = heads.executeQuery()) {
            while (rows.next()) {
                take(Head.read(rows));
                if (untilNanos != Long.MAX_VALUE && System.nanoTime() - untilNanos > 0) {
                    return false;
                }
            }
            return true;
        } catch (SQLException e) {
            skipUnreadable(e);
            return isCut;
        }
    }

    private void take(Head head) throws SQLException {
        lastId = Math.max(lastId, head.id);
        Part known = parts.get(head.id);
        if (known != null && known.head.equals(head)) {
            return;
        }
        forget(known);
        if (head.stage != BlockTable.Stage.PART.ordinal()) {
            if (head.id <= lastSealedId) {
                return; // seen before; it stays what it is
            }
            lastSealedId = head.id;
        }
        if (sink.wants(head.id, head.minSeq, head.maxSeq)) {
            BlockTally.Share share = add(head);
            if (share == null || head.stage == BlockTable.Stage.PART.ordinal()) {
                parts.put(head.id, new Part(head, share));
            }
        }
    }

    private BlockTally.Share add(Head head) throws SQLException {
        row.setLong(1, head.id);
        try (ResultSet stored = row.executeQuery()) {
            return stored.next() ? sink.add(StoredBlock.read(stored, kind)) : null;
        } catch (SQLException e) {
            sink.damaged(damage(head, SqliteDamage.words(e)));
        } catch (TapeException e) {
            sink.damaged(damage(head, e.getMessage()));
        }
        return null;
    }

    private TapeDamage damage(Head head, String words) {
        return new TapeDamage(BlockTable.name(kind), head.id, head.minSeq, head.maxSeq, words);
    }

    private void forget(Part part) {
        if (part != null) {
            subtract(part);
            parts.remove(part.head.id);
        }
    }

    private void dropGoneParts() throws SQLException {
        for (Iterator<Part> all = parts.values().iterator(); all.hasNext(); ) {
            Part part = all.next();
            head.setLong(1, part.head.id);
            boolean there;
            try (ResultSet now = head.executeQuery()) {
                there = now.next() && Head.read(now).equals(part.head);
            }
            if (!there) {
                subtract(part);
                all.remove();
            }
        }
    }

    private void subtract(Part part) {
        if (part.share != null) {
            sink.subtract(part.share);
        }
    }

    /** Tells of the rows behind the last one, and goes to the next one that can be read. */
    private void skipUnreadable(SQLException error) throws SQLException {
        String words = SqliteDamage.words(error);
        long bad = lastId;
        long good = firstReadable(bad);
        isCut = good == Long.MAX_VALUE;
        sink.damaged(TapeDamage.of(
                BlockTable.name(kind),
                "the rows behind id " + bad + (isCut ? "" : " and before id " + good) + " cannot be read: " + words));
        lastId = isCut ? bad : good - 1;
        lastSealedId = Math.max(lastSealedId, lastId);
    }

    /** The least id behind a bad place from which on rows can be read, about; the greatest number where there is none. */
    private long firstReadable(long bad) throws SQLException {
        long low = Math.max(bad, 0);
        long step = 1;
        long found = Long.MAX_VALUE;
        while (found == Long.MAX_VALUE && low + step > 0) {
            found = probe(low + step);
            step = found == Long.MAX_VALUE ? step << 1 : step;
        }
        if (found == Long.MAX_VALUE) {
            return found;
        }
        long unreadable = low + (step >> 1);
        long readable = low + step;
        while (readable - unreadable > 1) {
            long middle = unreadable + (readable - unreadable) / 2;
            if (probe(middle) == Long.MAX_VALUE) {
                unreadable = middle;
            } else {
                readable = middle;
            }
        }
        return probe(readable);
    }

    /** The first row from an id on, or the greatest number where SQLite fails or there is none. */
    private long probe(long id) throws SQLException {
        heads.setLong(1, id - 1);
        try (ResultSet rows = heads.executeQuery()) {
            return rows.next() ? rows.getLong(1) : Long.MAX_VALUE;
        } catch (SQLException e) {
            SqliteDamage.words(e);
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() throws SQLException {
        try (heads;
                head) {
            row.close();
        }
    }
}
