package io.tapedeck.tools;

import io.tapedeck.server.ServerException;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where an import goes: a data directory, opened as its owner with its ledger of imports, or a running server, which keeps
 * no ledger for us. It owns both.
 */
final class ImportPlace implements AutoCloseable {
    private final Tapedeck deck;
    private final ImportLedger ledger;
    private final TickTarget target;

    private ImportPlace(Tapedeck deck, ImportLedger ledger, TickTarget target) {
        this.deck = deck;
        this.ledger = ledger;
        this.target = target;
    }

    static ImportPlace open(PlaceOption place) throws IOException {
        URI server = place.server();
        if (server != null) {
            return new ImportPlace(null, null, new HttpTarget(server, place.token(), place.client()));
        }
        Tapedeck deck = openDeck(place.directory());
        return new ImportPlace(deck, new ImportLedger(place.directory()), new DeckTarget(deck));
    }

    private static Tapedeck openDeck(Path data) throws IOException {
        try {
            return Tapedeck.open(data);
        } catch (ServerException e) {
            if (e.code() != ServerException.Code.OWNED) {
                throw e;
            }
            OwnerFile owner = OwnerFile.read(data);
            String url = owner == null || owner.address() == null ? "URL" : owner.address();
            throw new CommandException(
                    ExitCodes.OWNED, data + " is owned by a running process: import into it with --url " + url, e);
        }
    }

    TickTarget target() {
        return target;
    }

    /** The ledger, or null where there is none. */
    ImportLedger ledger() {
        return ledger;
    }

    @Override
    public void close() throws IOException {
        try {
            target.close();
        } finally {
            if (deck != null) {
                deck.close();
            }
        }
    }
}
