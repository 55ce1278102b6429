package io.tapedeck.server;

import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;

/** Tells how far ticks have come, and waits for it. Any thread. */
interface Acks {
    /**
     * Waits until a tick, and with it all before it, has reached a state. A wait for more than is asked of the background
     * hurries it on.
     *
     * @param state APPENDED, SYNCED or COMMITTED
     * @param seq the tick's number, which was appended or will be
     * @param deadline how long to wait
     * @throws io.tapedeck.query.QueryException TIMEOUT; the tick may get there later all the same
     * @throws io.tapedeck.journal.JournalException STOPPED when the journal failed before
     * @throws io.tapedeck.writer.TapeException STOPPED when the writer failed before
     */
    void await(State state, long seq, Deadline deadline);
}
