package io.tapedeck.writer;

import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.TickHasher;
import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads a tape whole, changes nothing, and says what is damaged in it and what its ticks' digests are. It works beside a
 * running owner, in snapshots of less than a second. What SQLite or a block's checksum finds wrong becomes damage with its
 * place, and reading goes on behind it; what keeps it from reading at all, such as a lock, is an exception.
 *
 * <p>It owns its connection. One thread at a time.
 */
public final class TapeCheck implements AutoCloseable {
    private final Connection connection;
    private final TapeFacts facts;
    private final List<TapeDamage> damages = new ArrayList<>();
    private final TickHasher hasher;

    private TapeCheck(Connection connection) throws SQLException {
        this.connection = connection;
        facts = Snapshot.read(connection, () -> TapeFacts.read(connection, damages::add));
        checkSlots();
        List<String> symbols = facts.symbols();
        hasher = new TickHasher(number -> number < symbols.size() ? symbols.get(number) : "?" + number);
    }

    /**
     * Opens a tape to be checked.
     *
     * @param tape the tape's path
     * @return the check, with the tape's facts read
     * @throws TapeException DAMAGED or NOT_A_TAPE where it cannot be opened at all, NEWER_VERSION, LOCKED or IO
     */
    public static TapeCheck open(Path tape) {
        Connection connection = Tape.openForChecking(tape);
        try {
            return new TapeCheck(connection);
        } catch (SQLException e) {
            closeQuietly(connection, e);
            throw TapeException.of("reading the tape " + tape, e);
        }
    }

    private static void closeQuietly(Connection connection, Exception first) {
        try {
            connection.close();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    /**
     * What the tape said of itself when it was opened.
     *
     * @return the facts
     */
    public TapeFacts facts() {
        return facts;
    }

    /**
     * What was found damaged when the tape was opened.
     *
     * @return the damage of its facts
     */
    public List<TapeDamage> damages() {
        return List.copyOf(damages);
    }

    /**
     * What was read.
     *
     * @param digests for each range of {@code seq} that was asked for, the digests of its ticks by date
     * @param blocks the blocks in which there were such ticks
     * @param ticks all ticks of these blocks
     * @param damages what is not as it was written
     * @param ticksFromDay the date, in days since the epoch, before which ticks were deleted by the end of reading
     */
    public record Sums(
            List<DayDigests> digests, long blocks, long ticks, List<TapeDamage> damages, long ticksFromDay) {}

    /**
     * Reads and verifies all blocks, and digests ticks. Of a tape that goes on being written it finds all ticks that were in it
     * at the beginning, each once.
     *
     * @param ranges which ticks to digest; all in the tape that a damaged block could hide are read all the same
     * @param ticksRead told of ticks as they are read, for a progress bar
     * @return the sums
     * @throws TapeException LOCKED or IO
     */
    public Sums sum(SeqRanges ranges, LongConsumer ticksRead) {
        List<TapeDamage> found = new ArrayList<>();
        BlockTally tally = new BlockTally(ranges, hasher);
        try {
            for (TickKind kind : TickKind.values()) {
                scan(kind, tally, found, ticksRead);
            }
            return new Sums(tally.digests(), tally.blocks(), tally.ticks(), found, ticksFromDay(found));
        } catch (SQLException e) {
            throw TapeException.of("reading the tape", e);
        }
    }

    /**
     * Checks SQLite's own structure, a table at a time, and makes every candle and series anew from the ticks to compare them.
     * Each table, and each date of a series, is one snapshot, which takes longer than a second where it is very large.
     *
     * @param ticksRead told of ticks as they are read, for a progress bar
     * @return what is not as it must be
     * @throws TapeException LOCKED or IO
     */
    public List<TapeDamage> deep(LongConsumer ticksRead) {
        try {
            return new DeepCheck(connection, ticksRead).run();
        } catch (SQLException e) {
            throw TapeException.of("reading the tape", e);
        }
    }

    /**
     * Whether there is an event, a position or an alert to compare.
     *
     * @return false where there is none; true also where that cannot be read
     */
    public boolean hasEvents() {
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of("event", "position", AlertTable.NAME)) {
                if (TapeSchema.hasTable(connection, table)) {
                    try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
                        if (row.next()) {
                            return true;
                        }
                    }
                }
            }
            return false;
        } catch (SQLException e) {
            return true; // which comparing tells, with its place
        }
    }

    /**
     * Compares events, positions and alerts with those that the journal makes, as of the tape's applied record when this begins.
     *
     * @param journal the journal's directory; there is no damage in it
     * @return what differs
     * @throws TapeException LOCKED or IO
     */
    public List<TapeDamage> events(Path journal) {
        try {
            return new EventCheck(connection).run(journal);
        } catch (SQLException e) {
            throw TapeException.of("reading the tape", e);
        }
    }

    /**
     * Reads what the tape has of missing ids, to be compared with the journal.
     *
     * @return a check that is to be shown the journal, as of the tape's applied record of now
     * @throws TapeException LOCKED or IO
     */
    public GapCheck gaps() {
        try {
            return GapCheck.of(connection);
        } catch (SQLException e) {
            throw TapeException.of("reading the tape", e);
        }
    }

    /**
     * Reads the tape's keyed requests, to be compared with the journal.
     *
     * @return a check that is to be shown the journal, as of the tape's applied record of now
     * @throws TapeException LOCKED or IO
     */
    public KeyCheck keys() {
        try {
            return KeyCheck.of(connection);
        } catch (SQLException e) {
            throw TapeException.of("reading the tape", e);
        }
    }

    /** A view shows only those ticks of a block for whose place in it there is a slot. */
    private void checkSlots() throws SQLException {
        try {
            int slots = TapeSchema.slots(connection);
            if (slots != BlockCodec.MAX_TICKS) {
                damages.add(TapeDamage.of(
                        "slot",
                        "has " + slots + " of the numbers 0 to " + (BlockCodec.MAX_TICKS - 1)
                                + ": the views leave out ticks"));
            }
        } catch (SQLException e) {
            damages.add(TapeDamage.of("slot", SqliteDamage.words(e)));
        }
    }

    private void scan(TickKind kind, BlockTally tally, List<TapeDamage> found, LongConsumer ticksRead)
            throws SQLException {
        long lastAtStart = lastId(kind);
        BlockScan.Sink sink = new BlockScan.Sink() {
            @Override
            public boolean wants(long rowId, long minSeq, long maxSeq) {
                return rowId <= lastAtStart || tally.wants(minSeq, maxSeq);
            }

            @Override
            public BlockTally.Share add(StoredBlock block) {
                requireSymbol(block);
                ticksRead.accept(block.block().count());
                return tally.add(block);
            }

            @Override
            public void subtract(BlockTally.Share share) {
                tally.subtract(share);
            }

            @Override
            public void damaged(TapeDamage damage) {
                found.add(damage);
            }
        };
        try (BlockScan scan = new BlockScan(connection, kind, sink)) {
            while (!scan.slice()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new TapeException(TapeException.Code.STOPPED, "the check was interrupted");
                }
            }
        } catch (SQLException e) {
            found.add(TapeDamage.of(BlockTable.name(kind), SqliteDamage.words(e)));
        }
    }

    private void requireSymbol(StoredBlock block) {
        int symbols = facts.symbols().size();
        if (block.series() >> 1 >= symbols && block.block().maxSeq() <= appliedSeq()) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "series " + block.series() + " is of symbol " + (block.series() >> 1) + ", and the tape names "
                            + symbols);
        }
    }

    private long appliedSeq() {
        return facts.applied() == null ? Long.MAX_VALUE : facts.applied().seq();
    }

    /** The greatest row id, behind which there are only blocks written meanwhile; the greatest number if it is unreadable. */
    private long lastId(TickKind kind) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(id) FROM " + BlockTable.name(kind))) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            SqliteDamage.words(e);
            return Long.MAX_VALUE;
        }
    }

    private long ticksFromDay(List<TapeDamage> found) throws SQLException {
        return Snapshot.read(connection, () -> TapeFacts.ticksFromDay(connection, found::add));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw TapeException.of("closing the tape", e);
        }
    }
}
