package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Sha256;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Captures imported ticks into a deck of this process, which it does not close, a chunk as a request with its key. One thread
 * at a time, and nobody else captures.
 */
final class DeckTarget implements TickTarget {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();

    private final Tapedeck deck;
    private Request request;
    private SymbolSource symbols;
    private Receipt first;
    private Receipt last;

    DeckTarget(Tapedeck deck) {
        this.deck = deck;
    }

    /** Waits until the tape has what the journal has: then the keys of all earlier chunks are known. */
    @Override
    public void begin() {
        first = null;
        last = null;
        deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(PATIENCE_NANOS));
    }

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        if (request == null) {
            request = deck.capture().request(WhenFull.WAIT);
            symbols = new LastSymbol(request::symbol); // a request's numbers are good in that request only
        }
        return symbols.symbol(ascii, offset, length);
    }

    @Override
    public void add(Tick tick) {
        request.add(tick);
    }

    @Override
    public Outcome record(String key, String content) {
        RequestHash hash = hash(key);
        RequestHash body = hash(content);
        KeyedRequest before = deck.query().keyed(hash, Deadline.in(PATIENCE_NANOS));
        if (before != null && !before.body().equals(body)) {
            return new Outcome(Fate.CONFLICT, before.count());
        } else if (before != null) {
            drop();
            return Outcome.REPEATED;
        }
        Request full = request;
        request = null;
        full.idempotency(hash.bytes(), body.bytes());
        last = deck.capture().submit(full, WhenFull.WAIT);
        first = first == null ? last : first;
        return Outcome.RECORDED;
    }

    private static RequestHash hash(String text) {
        return RequestHash.of(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    @Override
    public void drop() {
        if (request != null) {
            request.close();
            request = null;
        }
    }

    @Override
    public Range end() throws IOException {
        drop();
        if (last == null) {
            return new Range(0, 0);
        }
        Journal journal = deck.journal();
        try {
            boolean appended = last.awaitAppended(PATIENCE_NANOS);
            journal.requestSync();
            boolean synced = appended
                    && journal.progress()
                            .await(
                                    () -> journal.syncedSeq() >= last.lastSeq() || journal.failure() != null,
                                    PATIENCE_NANOS);
            if (!synced || journal.failure() != null) {
                throw new JournalException(
                        JournalException.Code.IO, "what was imported could not be forced to disk", journal.failure());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ticks were brought to disk");
        }
        return new Range(first.firstSeq(), last.lastSeq());
    }

    @Override
    public void close() {
        drop();
    }
}
