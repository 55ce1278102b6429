package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.writer.EventPlace;
import java.util.function.BooleanSupplier;

/**
 * Fills a client's buffer out of the journal, from the place that it has reached. A catch-up worker, while buffer, filter and place are
 * lent to it.
 */
final class JournalFill {
    private static final int STEPS_A_LOOK = 1024; // at the clock

    private final ReachedPlace reached;
    private final StreamBuffer buffer;
    private final FrameText text;
    private byte[] scratch; // for a tick; none before the first turn
    private long journalIndex = JournalPlace.NOWHERE; // near the reached place

    JournalFill(ReachedPlace reached, StreamBuffer buffer, SymbolRegistry symbols) {
        this.reached = reached;
        this.buffer = buffer;
        text = new FrameText(symbols);
    }

    /** Puts what is wanted, until the buffer is full, all was read, it is enough, or the turn is over. */
    void fill(JournalPlace place, StreamFilter filter, BooleanSupplier enough, long turnNanos) {
        if (scratch == null) {
            scratch = new byte[FrameText.MAX_TICK_BYTES];
        }
        long startNanos = System.nanoTime();
        place.seek(reached.seq(), reached.record(), journalIndex);
        for (int steps = 1; !enough.getAsBoolean(); steps++) {
            if (steps % STEPS_A_LOOK == 0 && System.nanoTime() - startNanos > turnNanos) {
                break;
            }
            boolean there = place.next();
            if (there && !take(place, filter)) {
                place.refuse(); // there is no room for it
                break;
            }
            reached.moveTo(place.seq(), place.record());
            if (!there) {
                break;
            }
        }
        if (place.index() != JournalPlace.NOWHERE) {
            journalIndex = place.index();
        }
    }

    private boolean take(JournalPlace place, StreamFilter filter) {
        if (place.isGap()) {
            int kind = place.gapKind();
            boolean wanted = filter.wants(FrameKind.NO_SYMBOL, kind);
            return !wanted || put(kind, new EventPlace(place.seq(), place.record()), place.gapJson());
        }
        EventFrame event = place.event();
        if (event != null) {
            boolean wanted = filter.wants(event.symbol(), event.kind());
            return !wanted || put(event.kind(), event.place(), FrameText.json(event));
        }
        int kind = place.tick().isQuote() ? FrameKind.QUOTE : FrameKind.TRADE;
        if (filter.wants(place.tick().symbol(), kind)) {
            if (!buffer.makeRoom(FrameText.MAX_TICK_BYTES)) {
                return false;
            }
            int end = text.tick(place.tick(), scratch, 0);
            buffer.put(kind, scratch, 0, text.jsonAt(), end);
        }
        return true;
    }

    private boolean put(int kind, EventPlace place, String json) {
        byte[] event = FrameText.event(FrameKind.name(kind), place, json);
        if (!buffer.makeRoom(event.length)) {
            return false;
        }
        buffer.put(kind, event, 0, FrameText.jsonAt(event), event.length);
        return true;
    }
}
