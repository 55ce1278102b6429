package io.tapedeck.query;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.LiveView;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.TapeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers queries over the tape and, where there is one, the writer's memory. Any thread may ask; each call runs on its
 * caller's thread. It owns its pool of read-only connections.
 *
 * <p>Every call throws {@link QueryException}: TIMEOUT past its deadline, BUSY when no reader becomes free in time, DAMAGED
 * when a checksum of the tape does not hold.
 */
public final class QueryEngine implements AutoCloseable {
    private static final Duration OPENING = Duration.ofSeconds(10);

    private final View view;
    private final Snapshots snapshots;
    private final SymbolSelection selection;
    private final SeriesReader series;
    private final TapeLookups lookups;
    private final TickReader ticks;
    private final AsOfReader asOf;
    private final CandleReader candles;
    private final StatsReader stats;
    private final GapReader gaps;
    private final PositionReader positions;
    private final SqlSandbox sandbox;

    private QueryEngine(Path tape, View view, Snapshots snapshots) {
        this.view = view;
        this.snapshots = snapshots;
        this.selection = new SymbolSelection(view.symbols());
        this.series = new SeriesReader(view);
        this.lookups = new TapeLookups(snapshots, view);
        this.ticks = new TickReader(snapshots, view, selection, lookups.tapeId(Deadline.in(OPENING.toNanos())));
        this.asOf = new AsOfReader(snapshots, view, ticks);
        this.candles = new CandleReader(snapshots, view);
        this.stats = new StatsReader(snapshots, view, EpochClock.SYSTEM);
        this.gaps = new GapReader(snapshots);
        this.positions = new PositionReader(snapshots);
        this.sandbox = new SqlSandbox(tape, snapshots);
    }

    /**
     * An engine over a tape and its writer's memory.
     *
     * @param tape the tape's path; the tape exists
     * @param live the writer's memory, not closed here
     * @param config how to read
     * @return the engine
     */
    public static QueryEngine open(Path tape, LiveView live, QueryConfig config) {
        return open(tape, new MemoryView(live), config);
    }

    /**
     * An engine over a tape alone, which another process may be writing.
     *
     * @param tape the tape's path
     * @param config how to read
     * @return the engine
     */
    public static QueryEngine openTape(Path tape, QueryConfig config) {
        return openTape(tape, false, config);
    }

    /**
     * An engine over a tape that nobody has open: nothing is made beside it. See {@link io.tapedeck.writer.Tape#openStill}.
     *
     * @param tape the tape's path; there is no WAL beside it
     * @param config how to read
     * @return the engine
     */
    public static QueryEngine openStill(Path tape, QueryConfig config) {
        return openTape(tape, true, config);
    }

    private static QueryEngine openTape(Path tape, boolean still, QueryConfig config) {
        TapeView view = new TapeView();
        Snapshots snapshots = openSnapshots(tape, still, view, config);
        return closingOnFailure(snapshots, () -> {
            view.open(snapshots);
            return new QueryEngine(tape, view, snapshots);
        });
    }

    static QueryEngine open(Path tape, View view, QueryConfig config) {
        Snapshots snapshots = openSnapshots(tape, false, view, config);
        return closingOnFailure(snapshots, () -> new QueryEngine(tape, view, snapshots));
    }

    private static Snapshots openSnapshots(Path tape, boolean still, View view, QueryConfig config) {
        try {
            return new Snapshots(tape, still, view.readerGate(), config);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    private static QueryEngine closingOnFailure(Snapshots snapshots, Supplier<QueryEngine> opening) {
        try {
            return opening.get();
        } catch (RuntimeException e) {
            snapshots.close();
            throw e;
        }
    }

    /**
     * The last {@code seq} that a query begun now is sure to see.
     *
     * @return 0 where there is none
     */
    public long visibleSeq() {
        return view.visibleSeq();
    }

    /**
     * Whether the latest ticks and the summaries are in this process's memory, so that to ask for them never waits for the
     * tape.
     *
     * @return false for a tape alone
     */
    public boolean isInMemory() {
        return view.isInMemory();
    }

    /**
     * Waits until a tick is visible.
     *
     * @param seq the tick's number
     * @param deadline how long to wait
     * @throws QueryException TIMEOUT
     */
    public void awaitVisible(long seq, Deadline deadline) {
        try {
            if (!view.awaitVisible(seq, deadline.remainingNanos())) {
                throw new QueryException(
                        QueryException.Code.TIMEOUT,
                        "seq " + seq + " did not become visible in time, only " + view.visibleSeq() + " did");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(QueryException.Code.FAILED, "interrupted while waiting for seq " + seq, e);
        }
    }

    /**
     * The symbols' names.
     *
     * @return the registry
     */
    public SymbolRegistry registry() {
        return view.symbols();
    }

    /**
     * The symbols that a selection names.
     *
     * @param selection symbols and patterns with {@code *} (any run of characters), separated by commas; null or empty for
     *     all
     * @return their numbers, each once, sorted by name
     * @throws QueryException UNKNOWN_SYMBOL for a name without a pattern that has no tick
     */
    public int[] symbols(String selection) {
        view.symbols(); // a tape alone looks for new ones
        return this.selection.select(selection, view::hasTicks);
    }

    /**
     * What is recorded of symbols.
     *
     * @param symbols their numbers
     * @param deadline by when
     * @return a row for each that has ticks
     */
    public List<SymbolRow> summaries(int[] symbols, Deadline deadline) {
        return series.summaries(symbols, deadline);
    }

    /**
     * The range that the first page of an answer had. Every page must be asked for with the same range; who lets people write
     * one that moves, such as the last hour, takes it from the cursor instead.
     *
     * @param cursor a token as {@link Page#next} gave it
     * @return the range
     * @throws QueryException BAD_CURSOR where it is no token
     */
    public static TimeRange cursorRange(String cursor) {
        PageToken token = PageToken.parse(cursor);
        return new TimeRange(token.fromNanos(), token.toNanos());
    }

    /**
     * The ticks of a range.
     *
     * @param query which
     * @param deadline by when; the time that the sink takes counts
     * @param sink takes the ticks
     * @return how the answer ended
     * @throws QueryException BAD_CURSOR besides
     */
    public Page ticks(TickQuery query, Deadline deadline, TickSink sink) {
        try {
            return ticks.read(query, deadline, sink);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    /**
     * The trades of a range, each with the quote that held when it came: that of the same symbol with the greatest (ts, seq) below
     * the trade's, however old it is.
     *
     * @param query which trades
     * @param deadline by when; the time that the sink takes counts
     * @param sink takes trades and quotes
     * @return how the answer ended
     * @throws QueryException BAD_CURSOR besides
     */
    public Page asof(TickQuery query, Deadline deadline, AsOfSink sink) {
        try {
            return asOf.read(query, deadline, sink);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    /**
     * The latest ticks.
     *
     * @param symbols the symbols' numbers
     * @param deadline by when
     * @return a row for each symbol that has ticks
     */
    public List<LatestRow> latest(int[] symbols, Deadline deadline) {
        return series.latest(symbols, deadline);
    }

    /**
     * The latest ticks of one symbol.
     *
     * @param symbol the symbol's number
     * @return the row, or null where the symbol has no tick
     */
    public LatestRow latest(int symbol) {
        return series.latest(symbol);
    }

    /**
     * The latest tick of one symbol and kind as it was when a tick had just become visible.
     *
     * @param symbol the symbol's number
     * @param kind the kind
     * @param seq that tick's number, of any symbol; one that is visible
     * @param deadline by when
     * @return the tick of those up to there that has the greatest (ts, seq), or null where there is none
     */
    public Tick latest(int symbol, TickKind kind, long seq, Deadline deadline) {
        try {
            return ticks.latest(symbol, kind, seq, deadline);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    /**
     * The number of a symbol's latest tick of one kind: as long as it stays the same, so does the tick.
     *
     * @param symbol the symbol's number
     * @param kind the kind
     * @return its {@code seq}, or 0 where there is none
     */
    public long latestSeq(int symbol, TickKind kind) {
        return series.latestSeq(symbol, kind);
    }

    /**
     * The candles of a range.
     *
     * @param query which
     * @param deadline by when
     * @return the candles
     */
    public Candles candles(CandleQuery query, Deadline deadline) {
        try {
            return candles.read(query, deadline);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    /** How many candles are remembered. */
    int rememberedCandles() {
        return candles.rememberedRows();
    }

    /**
     * Statistics over a range.
     *
     * @param symbol the symbol's number
     * @param fromNanos times below are left out
     * @param toNanos times from here on are left out
     * @param deadline by when
     * @return the statistics
     */
    public Stats stats(int symbol, long fromNanos, long toNanos, Deadline deadline) {
        try {
            return stats.read(symbol, fromNanos, toNanos, deadline);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        }
    }

    /**
     * The ids that sources left out, as far as they are in the tape: what was noticed in the last second or so may not be.
     *
     * @param query which
     * @param deadline by when
     * @return the gaps by symbol, and as they were noticed
     */
    public List<GapRow> gaps(GapQuery query, Deadline deadline) {
        // Most symbols have none, and each request for candles asks.
        return Arrays.stream(query.symbols()).anyMatch(view::mayHaveGaps) ? gaps.read(query, deadline) : List.of();
    }

    /**
     * The positions and events in the tape.
     *
     * @return their reader
     */
    public PositionReader positions() {
        return positions;
    }

    /**
     * Runs a statement over the tape's views, which show what is committed: a second or so behind what else is visible. It can
     * change nothing.
     *
     * @param query the statement and its bounds
     * @param abandoned whether nobody waits for the answer any more; asked by another thread now and then
     * @return its rows
     * @throws QueryException BAD_SQL, SQL_NOT_ALLOWED, SQL_TOO_LARGE or SQL_TIMEOUT besides
     */
    public SqlResult sql(SqlQuery query, BooleanSupplier abandoned) {
        return sandbox.run(query, abandoned);
    }

    /**
     * From which time on no tick was deleted for its age. Of those before it, some may be left.
     *
     * @param deadline by when
     * @return nanoseconds since the epoch; the least number where none was ever deleted
     */
    public long ticksFromNanos(Deadline deadline) {
        return lookups.ticksFromNanos(deadline);
    }

    /**
     * Waits until a tick is in the tape, where {@link #sql} sees it.
     *
     * @param seq the tick's number
     * @param deadline how long to wait
     * @throws QueryException TIMEOUT
     */
    public void awaitInTape(long seq, Deadline deadline) {
        lookups.awaitApplied(seq, deadline);
    }

    /**
     * The request that was recorded with an idempotency key, where one was applied and its key is still kept. It never waits
     * for queries at large.
     *
     * @param key the hash of the key
     * @param deadline by when
     * @return the request, or null: none with this key had been applied when this was called
     */
    public KeyedRequest keyed(RequestHash key, Deadline deadline) {
        return lookups.keyed(key, deadline);
    }

    /**
     * Whether the tape has the tick of a number. It looks through all blocks, which takes long on a large tape: for the few
     * numbers that the journal has lost.
     *
     * @param seq the tick's number
     * @param deadline by when
     * @return false where no block has it; what only memory holds does not count
     */
    public boolean isInTape(long seq, Deadline deadline) {
        return lookups.isInTape(seq, deadline);
    }

    /**
     * What the readers are doing.
     *
     * @param active connections in use
     * @param idle connections free
     * @param waiting queries that wait for one
     * @param oldestSnapshotMillis the age of the oldest snapshot held now
     * @param busyRetries how often SQLITE_BUSY was met and tried again since the start
     */
    public record Readers(int active, int idle, int waiting, long oldestSnapshotMillis, long busyRetries) {}

    /**
     * What the readers are doing now.
     *
     * @return the counts
     */
    public Readers readers() {
        return snapshots.readers();
    }

    @Override
    public void close() {
        sandbox.close();
        snapshots.close();
    }
}
