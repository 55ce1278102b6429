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
        if (!isLast(ascii, offset, length)) {
            number = source.symbol(ascii, offset, length);
            name = Arrays.copyOfRange(ascii, offset, offset + length);
        }
        return number;
    }

    /** A plain loop: names are a few bytes long, and the library's comparison is made for long ones. */
    private boolean isLast(byte[] ascii, int offset, int length) {
        if (length != name.length || length == 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != ascii[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
