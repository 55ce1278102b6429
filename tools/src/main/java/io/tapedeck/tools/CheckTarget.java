package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;

/** Takes ticks and keeps nothing: for rows that are only checked. One thread at a time. */
final class CheckTarget implements TickRecipient {
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
    public void add(Tick tick) {
        // nothing is kept
    }
}
