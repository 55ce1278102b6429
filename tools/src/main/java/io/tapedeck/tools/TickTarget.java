package io.tapedeck.tools;

import java.io.IOException;

/**
 * Where imported ticks go, a chunk at a time: those that were added since the last chunk. One thread at a time. A tick's
 * symbol is numbered right before the tick is added.
 */
interface TickTarget extends TickRecipient, AutoCloseable {
    /** Begins the next file. */
    void begin() throws IOException;

    /**
     * Records the chunk, unless it was recorded before with this key.
     *
     * @param key tells the chunk from all others, and stays the same when its file has grown behind it
     * @param content tells what is in it
     */
    Outcome record(String key, String content) throws IOException;

    /** Forgets the chunk. */
    void drop();

    /** Returns when all that was recorded since the file began is on disk. */
    Range end() throws IOException;

    @Override
    void close() throws IOException;

    /** What became of a chunk. */
    enum Fate {
        RECORDED,
        /** It was recorded before, and the same. */
        REPEATED,
        /** Something else was recorded before with its key; the chunk waits. */
        CONFLICT
    }

    /**
     * What became of a chunk.
     *
     * @param fate whether it was recorded
     * @param before in a conflict, how many ticks were recorded with its key
     */
    record Outcome(Fate fate, int before) {
        static final Outcome RECORDED = new Outcome(Fate.RECORDED, 0);
        static final Outcome REPEATED = new Outcome(Fate.REPEATED, 0);
    }

    /**
     * What the ticks that were recorded of a file were numbered.
     *
     * @param firstSeq the first; 0 where there was none
     * @param lastSeq the last
     */
    record Range(long firstSeq, long lastSeq) {}
}
