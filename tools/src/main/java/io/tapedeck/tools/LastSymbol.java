package io.tapedeck.tools;

import java.util.Arrays;

/**
 * Remembers the last symbol's number in front of a source of numbers: rows of a file mostly have the symbol of the row
 * before, and comparing is cheaper than looking up. One thread at a time.
 */
final class LastSymbol implements SymbolSource {
    private final SymbolSource source;
    private byte[] name = {};
    private int number;

    LastSymbol(SymbolSource source) {
        this.source = source;
    }

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        if (!Arrays.equals(name, 0, name.length, ascii, offset, offset + length) || length == 0) {
            number = source.symbol(ascii, offset, length);
            name = Arrays.copyOfRange(ascii, offset, offset + length);
        }
        return number;
    }
}
