package io.tapedeck.server;

import java.net.URI;
import java.nio.file.Path;

/** The HTTP interface of one data directory. It owns its sockets and threads, not what it serves. Any thread. */
public final class HttpServer implements AutoCloseable {
    HttpServer() {}

    /**
     * Serves an open deck.
     *
     * @param deck the deck, not closed here
     * @param config how
     * @return the running server
     * @throws ServerException ADDRESS when the port is taken: the message names its owner where it can be known
     */
    public static HttpServer start(Tapedeck deck, ServerConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Serves a tape alone, for reading.
     *
     * @param data the data directory, which another process may own
     * @param config how
     * @return the running server
     * @throws ServerException ADDRESS or WRONG_TAPE
     */
    public static HttpServer startReadOnly(Path data, ServerConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Where it answers.
     *
     * @return for example {@code http://127.0.0.1:8000}
     */
    public URI address() {
        throw new UnsupportedOperationException();
    }

    /** Takes no new request, lets the running ones end within a few seconds, and lets go of the port. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
