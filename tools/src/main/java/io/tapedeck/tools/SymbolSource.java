package io.tapedeck.tools;

/** Gives symbols their numbers, as a journal's request does. */
@FunctionalInterface
interface SymbolSource {
    /** The number of the symbol that these bytes name; a new one is given a new number. */
    int symbol(byte[] ascii, int offset, int length);
}
