package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.StoredEvent;

/**
 * A replay that goes on behind a tick that its client has seen, and of which can be asked whether anything is left. It owns
 * the replay that it goes on with. One thread at a time.
 */
final class ResumedReplay implements ReplaySource {
    private final ReplaySource source;
    private Gap first; // that is to be told first; null where there is none
    private Gap told; // that is told now
    private boolean peeked;
    private boolean hasNext;

    private ResumedReplay(ReplaySource source) {
        this.source = source;
    }

    /** The whole of a replay. */
    static ResumedReplay whole(ReplaySource source) {
        return new ResumedReplay(source);
    }

    /**
     * Goes behind the tick of this number, wherever it stands in a replay.
     *
     * @return false where there is no such tick; then the replay is at its end
     */
    static boolean skipTo(long seq, ReplaySource source) {
        while (source.next()) {
            if (source.tick() != null && source.tick().seq() == seq) {
                return true;
            }
        }
        return false;
    }

    /** The whole of a replay, with a gap in front of it. */
    static ResumedReplay behindGap(Gap gap, ReplaySource source) {
        ResumedReplay replay = new ResumedReplay(source);
        replay.first = gap;
        return replay;
    }

    /** Whether a tick, a gap or an event is left. */
    boolean hasNext() {
        if (first != null) {
            return true;
        }
        if (!peeked) {
            peeked = true;
            do {
                hasNext = source.next();
            } while (hasNext && source.tick() == null && source.gap() == null && source.event() == null);
        }
        return hasNext;
    }

    @Override
    public boolean next() {
        told = first;
        first = null;
        if (told != null) {
            return true;
        }
        boolean there = peeked ? hasNext : source.next();
        peeked = false;
        return there;
    }

    @Override
    public Tick tick() {
        return told == null ? source.tick() : null;
    }

    @Override
    public Gap gap() {
        return told == null ? source.gap() : told;
    }

    @Override
    public StoredEvent event() {
        return told == null ? source.event() : null;
    }

    @Override
    public SymbolRegistry symbols() {
        return source.symbols();
    }

    @Override
    public void close() {
        source.close();
    }
}
