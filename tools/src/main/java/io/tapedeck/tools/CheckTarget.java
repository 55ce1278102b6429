package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import java.nio.charset.StandardCharsets;

/** Takes ticks and keeps nothing: for a first pass over a file. One thread at a time. */
final class CheckTarget implements TickTarget {
    private final SymbolRegistry symbols = new SymbolRegistry();

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        int number = symbols.number(ascii, offset, length);
        return number >= 0 ? number : symbols.define(new String(ascii, offset, length, StandardCharsets.UTF_8));
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
