package io.tapedeck.server;

import io.tapedeck.query.SymbolPatterns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/** Which symbols a selection names, also such as never had a tick. Stateless; any thread. */
final class SymbolNames {
    private SymbolNames() {}

    /**
     * A test of names.
     *
     * @param selection names and patterns with {@code *}, separated by commas; null or blank for all
     */
    static Predicate<String> of(String selection) {
        if (selection == null || selection.isBlank()) {
            return symbol -> true;
        }
        String[] patterns =
                Arrays.stream(selection.split(",")).map(String::strip).toArray(String[]::new);
        return symbol -> {
            byte[] name = symbol.getBytes(StandardCharsets.US_ASCII);
            return Arrays.stream(patterns).anyMatch(pattern -> SymbolPatterns.matches(pattern, name));
        };
    }
}
