package io.tapedeck.query;

/** Patterns of symbols, in which an asterisk stands for any run of characters. Stateless; any thread. */
public final class SymbolPatterns {
    private SymbolPatterns() {}

    /**
     * Whether a name fits a pattern.
     *
     * @param pattern a name, or one with asterisks
     * @param name the name in ASCII
     * @return true where it does
     */
    public static boolean matches(String pattern, byte[] name) {
        return SymbolSelection.matches(pattern, name);
    }
}
