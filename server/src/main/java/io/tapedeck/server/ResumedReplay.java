package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;

/**
 * A replay that goes on behind a tick that its client has seen, and of which can be asked whether anything is left. It owns
 * the replay that it goes on with. One thread at a time.
 */
final class ResumedReplay implements ReplaySource {
    private final ReplaySource source;
    private boolean peeked;
    private boolean hasNext;

    private ResumedReplay(ReplaySource source) {
        this.source = source;
    }

    /** The whole of a replay. */
    static ResumedReplay whole(ReplaySource source) {
        return new ResumedReplay(source);
    }

    /** What comes behind the tick of this number, wherever it stands; nothing where there is no such tick. */
    static ResumedReplay behind(long seq, ReplaySource source) {
        while (source.next() && (source.tick() == null || source.tick().seq() != seq)) {
            // it has been seen
        }
        return new ResumedReplay(source);
    }

    boolean hasNext() {
        if (!peeked) {
            peeked = true;
            hasNext = source.next();
        }
        return hasNext;
    }

    @Override
    public boolean next() {
        boolean there = hasNext();
        peeked = false;
        return there;
    }

    @Override
    public Tick tick() {
        return source.tick();
    }

    @Override
    public Gap gap() {
        return source.gap();
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
