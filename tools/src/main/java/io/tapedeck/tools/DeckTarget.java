package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Captures imported ticks into a deck of this process, which it does not close. One thread at a time. */
final class DeckTarget implements TickTarget {
    private static final int REQUEST_TICKS = 16_384;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();

    private final Tapedeck deck;
    private Request request;
    private SymbolSource symbols;
    private Receipt first;
    private Receipt last;

    DeckTarget(Tapedeck deck) {
        this.deck = deck;
    }

    @Override
    public void begin(String key) {
        first = null;
        last = null;
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
        if (request.count() == REQUEST_TICKS) {
            submit();
        }
    }

    private void submit() {
        Request full = request;
        request = null;
        last = deck.capture().submit(full, WhenFull.WAIT);
        first = first == null ? last : first;
    }

    @Override
    public Range end() throws IOException {
        if (request != null) {
            submit();
        }
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
        if (request != null) {
            request.close();
            request = null;
        }
    }
}
