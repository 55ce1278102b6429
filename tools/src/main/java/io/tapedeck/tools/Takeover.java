package io.tapedeck.tools;

import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.TapedeckConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Makes room for this process where another one owns its data directory. All that can go wrong or takes time comes first,
 * while the owner still serves: whether the tape fits, the port can be had and the files of tokens and TLS are right, and a rehearsal. Then the owner is ended. One
 * thread.
 */
final class Takeover {
    private final TapedeckConfig deck;
    private final ServerConfig http;
    private final Duration wait;

    /**
     * A takeover.
     *
     * @param deck how the directory will be opened
     * @param http how it will be served
     * @param wait how long the owner may take to end before it is ended by force
     */
    Takeover(TapedeckConfig deck, ServerConfig http, Duration wait) {
        this.deck = deck;
        this.http = http;
        this.wait = wait;
    }

    /**
     * Ends the owner, if there is one.
     *
     * @return the process that ended, or 0 where none ran
     */
    long run() throws IOException, InterruptedException {
        if (!OwnerLock.of(deck.data()).isHeld()) {
            return 0;
        }
        HttpServer.checkFiles(http);
        if (!isOwnersPort()) {
            HttpServer.checkPort(http);
        }
        Rehearsal.run(deck);
        Tapedeck.look(deck); // behind the rehearsal, which sees to where SQLite unpacks its native library
        return OwnerEnd.forTakeover(deck.data(), wait).run();
    }

    /** The owner's port becomes free with its end. */
    private boolean isOwnersPort() throws IOException {
        OwnerFile owner = OwnerFile.read(deck.data());
        return owner != null
                && owner.address() != null
                && URI.create(owner.address()).getPort() == http.port();
    }
}
