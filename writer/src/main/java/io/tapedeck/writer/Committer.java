package io.tapedeck.writer;

import io.tapedeck.journal.DiskSpace;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.Timings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;

/**
 * The connection that writes the tape: it brings each {@link Cut} in as one transaction, and restores memory from the tape at
 * the start. While a program outside holds SQLite's write lock, or the disk is full, a cut is kept and tried again, after 1 ms
 * at first and 1 s in the end, for as long as it takes. The writer's thread only, but for {@link #commit}, which is the commit
 * thread's, and for what is said to be for any.
 */
final class Committer implements AutoCloseable {
    private static final int SQLITE_ERROR = 1;
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;
    private static final int MERGES = 16;
    private static final long NEVER = Long.MIN_VALUE;
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path tape;
    private final Connection connection;
    private final Statement statement;
    private final CandleTable candles;
    private final TapeWriterConfig config;
    private final SymbolRegistry registry;
    private final UUID journalId;
    private final UUID tapeId;
    private final boolean synthetic;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Timings timings = new Timings();

    private TapeTables tables;
    private Cut.Applied applied;
    private int symbolCount;
    private long retryNanos = FIRST_RETRY_NANOS;
    private volatile long retryAtNanos;
    private volatile long blockedSinceNanos = NEVER;
    private volatile long outOfRoomSinceNanos = NEVER;

    Committer(Path tape, UUID journalId, SymbolRegistry registry, TapeWriterConfig config) {
        this.tape = tape;
        this.config = config;
        this.registry = registry;
        this.journalId = journalId;
        connection = Tape.openForWriting(tape);
        try {
            statement = connection.createStatement();
            candles = new CandleTable(connection);
            tables = TapeTables.of(connection, config);
            TapeMeta meta = tables.meta();
            tapeId = meta.tapeId();
            if (meta.synthetic() == null) {
                meta.putSynthetic(config.synthetic());
            }
            synthetic = meta.synthetic();
            TapeMeta.Applied last = meta.applied();
            checkJournal(last);
            applied = last == null
                    ? new Cut.Applied(0, 0, 0, 0)
                    : new Cut.Applied(last.seq(), last.record(), last.index(), last.crc());
            symbolCount = checkSymbols();
        } catch (SQLException e) {
            throw TapeException.of("could not open the tape", e);
        }
    }

    private void checkJournal(TapeMeta.Applied last) {
        if (last != null && !last.journalId().equals(journalId)) {
            throw new TapeException(
                    TapeException.Code.MISMATCH,
                    "the tape was made from the journal " + last.journalId() + ", and this one is " + journalId
                            + ": put the journal back that belongs to it, or move tape.db to a directory of its own, where"
                            + " serve --read-only reads it");
        }
    }

    /** Returns how many symbols the tape has, which must be the journal's first ones. */
    private int checkSymbols() throws SQLException {
        SymbolRegistry known = new SymbolRegistry();
        SymbolTable.load(connection, known);
        for (int number = 0; number < known.count(); number++) {
            if (number >= registry.count() || !known.name(number).equals(registry.name(number))) {
                throw new TapeException(
                        TapeException.Code.MISMATCH,
                        "symbol " + number + " is " + known.name(number) + " in the tape and "
                                + (number < registry.count() ? registry.name(number) : "missing")
                                + " in the journal: run tapedeck recover --dry-run to see what can be done");
            }
        }
        return known.count();
    }

    /** Fills memory with what the tape knows of each series; before the first record is applied. */
    void restore(LiveTape memory) {
        try {
            memory.noticeIdsBehind(tables.meta().seq(TapeMeta.GAPS_SEQ));
            SeriesTable.load(
                    connection,
                    (number, firstTsNanos, lastTsNanos, count, latest) -> memory.seriesToWrite(number)
                            .restore(new LiveSeries.Summary(count, firstTsNanos, lastTsNanos), latest));
            GapTable.load(
                    connection,
                    (symbol, state, gaps) ->
                            memory.seriesToWrite(symbol * 2).ids().restore(state, gaps));
            GapTable.symbols(
                    connection, symbol -> memory.seriesToWrite(symbol * 2).gapsRestored());
            candles.forEachOpen((number, price, interval, ts, candle) ->
                    memory.seriesToWrite(number).candles().restore(price, interval, ts, candle));
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /** Fills the book with the positions that are open in the tape; before the first record is applied. */
    void restore(PositionBook book, long appendedSeq) {
        try {
            if (applied.record() == 0) {
                tables.meta()
                        .put(TapeMeta.ALERTS_SEQ, appendedSeq); // what came before this tape is not looked at again
            }
            book.alertsBehind(tables.meta().seq(TapeMeta.ALERTS_SEQ));
            PositionTable.loadOpen(connection, book::restore);
            AlertTable.load(connection, book::restoreAlert);
            Long record = tables.meta().number(TapeMeta.EVENTS_RECORD);
            if (record != null) {
                book.skipUntil(record, tables.meta().number(TapeMeta.EVENTS_SEQ));
            }
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /**
     * The right to write to the tape within this process, which goes in turn: a transaction has it, and a checkpoint that empties the
     * WAL is to have it. SQLite would wait for a large commit no longer than its busy time-out, and then fail. Any thread.
     */
    Lock turn() {
        return turn;
    }

    /** Where late ticks find the candles that have left memory; it waits for a commit that is under way. */
    CandleLoader candleLoader() {
        return this::load;
    }

    private synchronized boolean load(int series, PriceType price, int intervalSeconds, long tsNanos, Candle into) {
        return candles.load(series, price, intervalSeconds, tsNanos, into);
    }

    /**
     * Brings a cut into the tape.
     *
     * @return false when a program outside holds the lock, the disk is full, or the time to try again has not come: nothing was
     *     changed
     */
    boolean commit(Cut cut) {
        turn.lock(); // outside of the monitor, for which a late tick's candle waits
        try {
            return commitNow(cut);
        } finally {
            turn.unlock();
        }
    }

    private synchronized boolean commitNow(Cut cut) {
        if (!mayTry()) {
            return false;
        }
        long startNanos = System.nanoTime();
        try {
            if (!begin()) {
                blockedSinceNanos = orNow(blockedSinceNanos);
                retryLater();
                return false;
            }
            blockedSinceNanos = NEVER;
            List<long[]> partRowIds = write(cut);
            statement.execute("COMMIT");
            timings.add(System.nanoTime() - startNanos);
            tables.keys().committed();
            outOfRoomSinceNanos = NEVER;
            retryNanos = FIRST_RETRY_NANOS;
            for (int i = 0; i < partRowIds.size(); i++) {
                LiveBlock.NewPart part = cut.parts.get(i);
                part.block().committed(part, partRowIds.get(i));
            }
        } catch (SQLException e) {
            startOver(e);
            retryLater();
            return false;
        }
        applied = cut.applied;
        symbolCount = Math.max(symbolCount, cut.symbolCount);
        return true;
    }

    /** Says that blocks have left memory as parts. */
    void partsLeft() {
        tables.tradeParts().look();
        tables.quoteParts().look();
    }

    /**
     * Joins a few short parts in one transaction; for times when there is nothing else to do.
     *
     * @param inMemory whether a series has a block of a date in memory
     * @return false when there is nothing to join, a checkpoint or a program outside holds the lock, or the disk is full
     */
    boolean mergeParts(BiPredicate<Integer, String> inMemory) {
        return inPassing(() -> {
            boolean hasTrades = tables.tradeParts().hasWork(inMemory);
            if (!hasTrades && !tables.quoteParts().hasWork(inMemory) || !begin()) {
                return false;
            }
            for (int i = 0; i < MERGES; i++) {
                (hasTrades ? tables.tradeParts() : tables.quoteParts()).mergeOne(inMemory);
            }
            statement.execute("COMMIT");
            return true;
        });
    }

    /**
     * Deletes a few blocks of dates that are not kept any more, in one transaction; for times when there is nothing else to do.
     *
     * @return false when there is nothing to delete, a checkpoint or a program outside holds the lock, or the disk is full
     */
    boolean dropTicks(LiveTape memory) {
        return inPassing(() -> {
            if (!tables.retention().hasWork(memory) || !begin()) {
                return false;
            }
            tables.retention().step();
            statement.execute("COMMIT");
            tables.retention().committed(memory);
            return true;
        });
    }

    private interface Work {
        boolean run() throws SQLException;
    }

    /** Does what can wait, unless somebody waits already. */
    private boolean inPassing(Work work) {
        if (isWaiting() || !turn.tryLock()) {
            return false;
        }
        try {
            return work.run();
        } catch (SQLException e) {
            startOver(e);
            outOfRoomSinceNanos = NEVER; // of commits alone; nothing waits for this
            return false;
        } finally {
            turn.unlock();
        }
    }

    /** Takes back what an error has left half done, where it means that the disk is full; throws where it does not. */
    private void startOver(SQLException error) {
        int code = error.getErrorCode() & 0xff;
        if (code != SQLITE_FULL && !(code == SQLITE_IOERR && DiskSpace.isShort(tape))) {
            throw failed("write", error);
        }
        outOfRoomSinceNanos = orNow(outOfRoomSinceNanos);
        try {
            closeTables();
            rollBack();
            tables = TapeTables.of(connection, config);
        } catch (SQLException e) {
            e.addSuppressed(error);
            throw failed("write", e);
        }
    }

    /** SQLite may have rolled back by itself, and says so by an error of its own. */
    private void rollBack() throws SQLException {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) != SQLITE_ERROR) {
                throw e;
            }
        }
    }

    private static long orNow(long sinceNanos) {
        return sinceNanos == NEVER ? System.nanoTime() : sinceNanos;
    }

    /** Begins a transaction; false when a program outside holds the lock. */
    private boolean begin() throws SQLException {
        try {
            statement.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == SQLITE_BUSY) {
                return false;
            }
            throw e;
        }
    }

    private void retryLater() {
        retryAtNanos = System.nanoTime() + retryNanos;
        retryNanos = Math.min(retryNanos * 2, LAST_RETRY_NANOS);
    }

    private List<long[]> write(Cut cut) throws SQLException {
        for (int number = symbolCount; number < cut.symbolCount; number++) {
            tables.symbols().insert(number, registry.name(number));
        }
        for (LiveBlock block : cut.sealed) {
            deleteParts(block, 0);
            insert(block, block.encoded(), block.isShort() ? BlockTable.Stage.PART : BlockTable.Stage.SEALED);
        }
        List<long[]> partRowIds = new ArrayList<>(cut.parts.size());
        for (LiveBlock.NewPart part : cut.parts) {
            deleteParts(part.block(), part.keptParts());
            partRowIds.add(insert(part.block(), part.encoded(), BlockTable.Stage.PART));
        }
        tables.trades().flush();
        tables.quotes().flush();
        for (Cut.SeriesState state : cut.states) {
            tables.series()
                    .queue(
                            state.series(),
                            state.summary().firstTsNanos(),
                            state.summary().lastTsNanos(),
                            state.summary().count(),
                            state.latest());
        }
        tables.series().flush();
        cut.candles.write(candles);
        tables.keys().write(cut.keys);
        tables.gaps().write(cut.ids);
        tables.positions().write(cut.positions);
        tables.alerts().write(cut.positions.alerts());
        tables.meta()
                .putApplied(new TapeMeta.Applied(
                        journalId, cut.applied.seq(), cut.applied.index(), cut.applied.record(), cut.applied.crc()));
        return partRowIds;
    }

    private void deleteParts(LiveBlock block, int keptParts) throws SQLException {
        BlockTable table = table(block);
        for (int i = keptParts; i < block.parts.size(); i++) {
            for (long rowId : block.parts.get(i).rowIds()) {
                table.queueDelete(rowId);
            }
        }
    }

    private long[] insert(LiveBlock block, List<EncodedBlock> encoded, BlockTable.Stage stage) throws SQLException {
        BlockTable table = table(block);
        long[] rowIds = new long[encoded.size()];
        for (int i = 0; i < rowIds.length; i++) {
            rowIds[i] = table.queue(block.series.number(), encoded.get(i), stage);
        }
        return rowIds;
    }

    private BlockTable table(LiveBlock block) {
        return block.series.kind() == TickKind.TRADE ? tables.trades() : tables.quotes();
    }

    /** The last record inside the tape. */
    Cut.Applied applied() {
        return applied;
    }

    /** Whether a program outside kept the last try from committing. Any thread. */
    boolean isBlocked() {
        return blockedSinceNanos != NEVER;
    }

    /** Whether the last try did not commit and there is to be another. Any thread. */
    boolean isWaiting() {
        return isBlocked() || outOfRoomSinceNanos != NEVER;
    }

    /** For how long that has been so; 0 where it is not. Any thread. */
    long blockedNanos() {
        return nanosSince(blockedSinceNanos);
    }

    /** For how long a full disk has kept it from committing; 0 where it does not. Any thread. */
    long outOfRoomNanos() {
        return nanosSince(outOfRoomSinceNanos);
    }

    private static long nanosSince(long sinceNanos) {
        return sinceNanos == NEVER ? 0 : System.nanoTime() - sinceNanos;
    }

    /** Whether nothing speaks against a try, or the time for the next one has come. Any thread. */
    boolean mayTry() {
        return !isWaiting() || retryInNanos() <= 0;
    }

    /** When to try again; 0 or below for now. */
    long retryInNanos() {
        return isWaiting() ? retryAtNanos - System.nanoTime() : Long.MAX_VALUE;
    }

    /** The cuts brought in. Any thread. */
    Timings timings() {
        return timings;
    }

    /** Any thread. */
    UUID tapeId() {
        return tapeId;
    }

    /** Any thread. */
    boolean isSynthetic() {
        return synthetic;
    }

    private void closeTables() throws SQLException {
        try (candles) {
            tables.close();
        }
    }

    private static TapeException failed(String what, SQLException e) {
        return TapeException.of("could not " + what + " the tape", e);
    }

    @Override
    public void close() {
        try (connection;
                statement) {
            closeTables();
        } catch (SQLException e) {
            throw failed("close", e);
        }
    }
}
