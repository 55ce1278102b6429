package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.query.SymbolPatterns;
import java.util.Arrays;
import java.util.List;

/**
 * Which frames somebody wants: those that one of some rules names. What the rules say of a symbol is found once and remembered,
 * so a tick costs the look into an array. One thread at a time.
 */
final class StreamFilter {
    private static final int[] UNKNOWN = null;

    private final List<StreamRule> rules;
    private final SymbolRegistry symbols;
    private int[][] kindsOf = new int[16][]; // by symbol

    StreamFilter(List<StreamRule> rules, SymbolRegistry symbols) {
        this.rules = List.copyOf(rules);
        this.symbols = symbols;
    }

    List<StreamRule> rules() {
        return rules;
    }

    /** Whether a frame is wanted. */
    boolean wants(int symbol, int kind) {
        if (kind == FrameKind.GAP) {
            return !rules.isEmpty();
        }
        for (int wanted : kinds(symbol)) {
            if (wanted == kind) {
                return true;
            }
        }
        return false;
    }

    /** The kinds that are wanted of a symbol. */
    int[] kinds(int symbol) {
        if (symbol >= kindsOf.length) {
            kindsOf = Arrays.copyOf(kindsOf, Math.max(symbol + 1, 2 * kindsOf.length));
        }
        int[] kinds = kindsOf[symbol];
        if (kinds == UNKNOWN) {
            byte[] name = symbols.nameBytes(symbol);
            kinds = rules.stream()
                    .filter(rule -> rule.symbols().stream().anyMatch(pattern -> SymbolPatterns.matches(pattern, name)))
                    .flatMap(rule -> rule.kinds().stream())
                    .mapToInt(Integer::intValue)
                    .distinct()
                    .toArray();
            kindsOf[symbol] = kinds;
        }
        return kinds;
    }

    /** Whether candles are among what is wanted. */
    boolean hasCandles() {
        return rules.stream().anyMatch(rule -> rule.kinds().stream().anyMatch(kind -> kind > 0));
    }
}
