package io.tapedeck.query;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.writer.LiveView;
import java.nio.file.Path;
import java.util.List;

/**
 * Answers queries over the tape and, where there is one, the writer's memory. Any thread may ask; each call runs on its
 * caller's thread. It owns its pool of read-only connections.
 *
 * <p>Every call throws {@link QueryException}: TIMEOUT past its deadline, BUSY when no reader becomes free in time, DAMAGED
 * when a checksum of the tape does not hold.
 */
public final class QueryEngine implements AutoCloseable {
    QueryEngine() {}

    /**
     * An engine over a tape and its writer's memory.
     *
     * @param tape the tape's path; the tape exists
     * @param live the writer's memory, not closed here
     * @param config how to read
     * @return the engine
     */
    public static QueryEngine open(Path tape, LiveView live, QueryConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * An engine over a tape alone, which another process may be writing.
     *
     * @param tape the tape's path
     * @param config how to read
     * @return the engine
     */
    public static QueryEngine openTape(Path tape, QueryConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * The last {@code seq} that a query begun now is sure to see.
     *
     * @return 0 where there is none
     */
    public long visibleSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits until a tick is visible.
     *
     * @param seq the tick's number
     * @param deadline how long to wait
     * @throws QueryException TIMEOUT
     */
    public void awaitVisible(long seq, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    /**
     * The symbols' names.
     *
     * @return the registry
     */
    public SymbolRegistry registry() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * What is recorded of symbols.
     *
     * @param symbols their numbers
     * @param deadline by when
     * @return a row for each that has ticks
     */
    public List<SymbolRow> summaries(int[] symbols, Deadline deadline) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * The latest ticks.
     *
     * @param symbols the symbols' numbers
     * @param deadline by when
     * @return a row for each symbol that has ticks
     */
    public List<LatestRow> latest(int[] symbols, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    /**
     * The candles of a range.
     *
     * @param query which
     * @param deadline by when
     * @return the candles
     */
    public Candles candles(CandleQuery query, Deadline deadline) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
