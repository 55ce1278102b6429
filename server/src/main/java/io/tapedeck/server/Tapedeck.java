package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.query.QueryEngine;
import java.nio.file.Path;

/**
 * One data directory, opened as its owner: journal, tape writer and query engine in one. It owns all of them, and the
 * directory's lock. Any thread may use it.
 */
public final class Tapedeck implements AutoCloseable {
    Tapedeck() {}

    /**
     * Opens a data directory with the defaults.
     *
     * @param data the directory; made where it is missing
     * @return the open deck
     * @throws ServerException OWNED when another process has the directory
     */
    public static Tapedeck open(Path data) {
        return open(TapedeckConfig.defaults(data));
    }

    /**
     * Opens a data directory.
     *
     * @param config how
     * @return the open deck
     * @throws ServerException OWNED when another process has the directory
     */
    public static Tapedeck open(TapedeckConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * The way in for ticks.
     *
     * @return the capture, closed with this
     */
    public Capture capture() {
        throw new UnsupportedOperationException();
    }

    /**
     * The way out.
     *
     * @return the query engine, closed with this
     */
    public QueryEngine query() {
        throw new UnsupportedOperationException();
    }

    /**
     * The journal.
     *
     * @return the journal, closed with this
     */
    public Journal journal() {
        throw new UnsupportedOperationException();
    }

    /** Stops taking, drains the ring into the journal, syncs, commits what is applied, checkpoints and closes. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
