package io.tapedeck.writer;

import io.tapedeck.journal.Signal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickKind;

/**
 * What is visible: the writer's memory on top of the tape. Any thread may read. The order of a read is: {@link #visibleSeq},
 * then the memory of its series, then its snapshot of the tape.
 */
public interface LiveView {
    /**
     * The {@code seq} up to which all ticks are visible.
     *
     * @return 0 where there is none yet; never goes back
     */
    long visibleSeq();

    /**
     * Wakes who waits for {@link #visibleSeq} or {@link #committedSeq}.
     *
     * @return the signal
     */
    Signal progress();

    /**
     * The {@code seq} up to which all ticks are in the tape.
     *
     * @return at most {@link #visibleSeq}
     */
    long committedSeq();

    /**
     * The symbols.
     *
     * @return the registry
     */
    SymbolRegistry symbols();

    /**
     * A series.
     *
     * @param symbol the symbol's number
     * @param kind trades or quotes
     * @return the series, or null where it never had a tick
     */
    LiveSeries series(int symbol, TickKind kind);

    /**
     * A request that came with an idempotency key, as far as memory has it. Who finds none looks into the tape afterwards, never
     * before.
     *
     * @param key the hash of the key
     * @return the request, or null where it is in the tape already, or was never applied
     */
    KeyedRequest keyed(RequestHash key);

    /**
     * The gate that every snapshot of the tape passes.
     *
     * @return the gate
     */
    ReaderGate readerGate();
}
