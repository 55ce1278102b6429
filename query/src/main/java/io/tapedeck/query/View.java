package io.tapedeck.query;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.ReaderGate;
import io.tapedeck.writer.RequestHash;
import java.util.List;
import java.util.Optional;

/**
 * What is visible on top of the tape: the writer's memory, or nothing where a tape is read alone. The order of a read is
 * {@link #visibleSeq}, then the memory of its series, then its snapshots of the tape. Any thread.
 */
interface View {
    /** The {@code seq} up to which all ticks are visible; never goes back. */
    long visibleSeq();

    /** Whether a writer's memory is part of it. Then the latest ticks and the counts come from there, without waiting. */
    boolean isInMemory();

    /** Waits until a {@code seq} is visible; false when the time ran out. */
    boolean awaitVisible(long seq, long timeoutNanos) throws InterruptedException;

    SymbolRegistry symbols();

    /** A series, or null where it never had a tick. */
    Series series(int symbol, TickKind kind);

    /** Whether a symbol ever had a tick. */
    boolean hasTicks(int symbol);

    /** Whether the tape may have gaps in the ids of a symbol's trades. */
    default boolean mayHaveGaps(int symbol) {
        return true;
    }

    ReaderGate readerGate();

    /** A request by the hash of its key, as far as memory has it; null where it may be in the tape. */
    default KeyedRequest keyed(RequestHash key) {
        return null;
    }

    /** The part of one series that is in memory; see {@link LiveSeries}, whose methods these are. */
    interface Series {
        List<LiveSeries.Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos);

        long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted);

        /** Empty where nothing is in memory: the candles that the tape calls open count then. */
        Optional<LiveSeries.Candles> copyCandles(PriceType price);

        boolean latest(Tick tick);

        /** The number of that tick, or 0 where there is none. */
        default long latestSeq() {
            Tick tick = new Tick();
            return latest(tick) ? tick.seq() : 0;
        }

        LiveSeries.Summary summary();
    }
}
