package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.io.IOException;

/** Where imported ticks go. One thread at a time. A tick's symbol is numbered right before the tick is added. */
interface TickTarget extends SymbolSource, AutoCloseable {
    /** Begins the next file; {@code key} tells its content from any other's, or is null where that is not known. */
    void begin(String key) throws IOException;

    /** Takes a tick, which is copied. */
    void add(Tick tick) throws IOException;

    /** Returns when all that was added is on disk. */
    Range end() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * What the ticks of a file were numbered.
     *
     * @param firstSeq the first; 0 where there was none
     * @param lastSeq the last
     */
    record Range(long firstSeq, long lastSeq) {}
}
