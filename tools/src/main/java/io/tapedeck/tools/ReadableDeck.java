package io.tapedeck.tools;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryConfig;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.ServerException;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.TapedeckConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A data directory to read from: owned for the while, so that what a crash left in the journal alone is read too; or, while
 * another process owns it, its tape as of the last commit. It owns what it opened.
 */
final class ReadableDeck implements AutoCloseable {
    private static final long CATCH_UP_NANOS = Duration.ofHours(1).toNanos();

    private final Tapedeck deck;
    private final QueryEngine tape;

    private ReadableDeck(Tapedeck deck, QueryEngine tape) {
        this.deck = deck;
        this.tape = tape;
    }

    static ReadableDeck open(Path data) throws IOException {
        if (!Files.isDirectory(data.resolve("journal")) && !Files.exists(data.resolve("tape.db"))) {
            throw CommandException.failed(data + " holds no ticks: give --data DIR or --url URL");
        }
        Tapedeck deck = own(data);
        if (deck == null) {
            return new ReadableDeck(null, QueryEngine.openTape(data.resolve("tape.db"), QueryConfig.defaults()));
        }
        deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(CATCH_UP_NANOS));
        return new ReadableDeck(deck, null);
    }

    /** The deck as its owner, whether its ticks are real or made up; null where another process has it. */
    private static Tapedeck own(Path data) {
        TapedeckConfig real = TapedeckConfig.defaults(data);
        try {
            return Tapedeck.open(real);
        } catch (ServerException e) {
            if (e.code() == ServerException.Code.OWNED) {
                return null;
            } else if (e.code() != ServerException.Code.WRONG_TAPE) {
                throw e;
            }
        }
        return Tapedeck.open(real.withSynthetic(true));
    }

    QueryEngine query() {
        return deck == null ? tape : deck.query();
    }

    @Override
    public void close() {
        if (deck == null) {
            tape.close();
        } else {
            deck.close();
        }
    }
}
