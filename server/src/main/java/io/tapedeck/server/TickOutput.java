package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.io.IOException;

/** Takes ticks and writes them into a stream, in its own format. One thread at a time; it does not close the stream. */
public interface TickOutput {
    /**
     * Takes a tick.
     *
     * @param tick the tick, of the output's kind; it is not kept
     * @throws IOException as the stream says
     */
    void print(Tick tick) throws IOException;

    /**
     * Writes what is left, with what marks the end where the format has such a mark, and flushes the stream.
     *
     * @throws IOException as the stream says
     */
    void flush() throws IOException;
}
