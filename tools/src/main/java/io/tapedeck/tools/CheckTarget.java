package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;

/** Takes ticks and keeps nothing: for a first pass over a file. One thread at a time. */
final class CheckTarget implements TickTarget {
    private final SymbolSource symbols = new LastSymbol(this::check);

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        return symbols.symbol(ascii, offset, length);
    }

    private int check(byte[] ascii, int offset, int length) {
        SymbolRegistry.check(ascii, offset, length);
        return 0;
    }

    @Override
    public void begin(String key) {
        // nothing is kept
    }

    @Override
    public void add(Tick tick) {
        // nothing is kept
    }

    @Override
    public Range end() {
        return new Range(0, 0);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
