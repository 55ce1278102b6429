package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;

/** Where a replay goes. One thread at a time; what it throws ends the replay. */
public interface ReplaySink {
    /**
     * Takes the next tick, which is due; it may be held back until {@link #flush}.
     *
     * @param tick the tick, good during the call only
     * @throws IOException where it cannot go on
     */
    void tick(Tick tick) throws IOException;

    /**
     * Takes a gap in the numbers.
     *
     * @param gap the gap
     * @throws IOException where it cannot go on
     */
    void gap(ReplaySource.Gap gap) throws IOException;

    /**
     * Takes an event that stands behind the last tick; only where the replay's range has events.
     *
     * @param event the event
     * @throws IOException where it cannot go on
     */
    default void event(StoredEvent event) throws IOException {}

    /**
     * Lets go of what is held back: a pause follows, or the end.
     *
     * @throws IOException where it cannot go on
     */
    void flush() throws IOException;

    /**
     * Is told about once a second while the next tick is not due for longer.
     *
     * @throws IOException where it cannot go on
     */
    default void waiting() throws IOException {}
}
