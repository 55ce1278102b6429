package io.tapedeck.query;

import io.tapedeck.journal.Tick;

/** Takes the ticks of an answer, in order. No snapshot of the tape is held while it is called, so it may wait. */
@FunctionalInterface
public interface TickSink {
    /**
     * Takes the next tick.
     *
     * @param tick the tick, good during the call only
     */
    void accept(Tick tick);
}
