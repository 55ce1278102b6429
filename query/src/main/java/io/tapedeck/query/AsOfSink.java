package io.tapedeck.query;

import io.tapedeck.journal.Tick;

/** Takes trades with their quotes, in order. No snapshot of the tape is held while it is called, so it may wait. */
@FunctionalInterface
public interface AsOfSink {
    /**
     * Takes the next trade.
     *
     * @param trade the trade, good during the call only
     * @param quote the quote of the same symbol with the greatest (ts, seq) below the trade's, or null where there is none; good
     *     during the call only
     */
    void accept(Tick trade, Tick quote);
}
