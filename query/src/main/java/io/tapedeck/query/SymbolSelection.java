package io.tapedeck.query;

import io.tapedeck.journal.SymbolRegistry;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds the symbols that a selection such as {@code BTCUSD,BINANCE:*} names. The order by name is kept until a symbol joins.
 * Any thread.
 */
final class SymbolSelection {
    /** The pattern that every name fits. */
    private static final String ALL = "*";

    private final SymbolRegistry registry;
    private volatile int[] byName = new int[0];

    SymbolSelection(SymbolRegistry registry) {
        this.registry = registry;
    }

    /**
     * The numbers that a selection names, each once, sorted by name.
     *
     * @param hasTicks tells which symbols count
     */
    int[] select(String selection, IntPredicate hasTicks) {
        String wanted = orAll(selection);
        int[] sorted = sorted();
        if (wanted.equals(ALL)) {
            return withTicks(sorted, hasTicks);
        }
        boolean[] chosen = new boolean[sorted.length];
        for (String part : wanted.split(",")) {
            choose(part.strip(), sorted, hasTicks, chosen);
        }
        return Arrays.stream(sorted).filter(symbol -> chosen[symbol]).toArray();
    }

    /** The selection, or the pattern that names all symbols where there is none. */
    static String orAll(String selection) {
        return selection == null || selection.isBlank() ? ALL : selection;
    }

    private static int[] withTicks(int[] symbols, IntPredicate hasTicks) {
        int[] chosen = new int[symbols.length];
        int count = 0;
        for (int symbol : symbols) {
            if (hasTicks.test(symbol)) {
                chosen[count++] = symbol;
            }
        }
        return count == chosen.length ? chosen : Arrays.copyOf(chosen, count);
    }

    private void choose(String part, int[] sorted, IntPredicate hasTicks, boolean[] chosen) {
        if (part.indexOf('*') >= 0) {
            for (int symbol : sorted) {
                chosen[symbol] |= matches(part, registry.nameBytes(symbol)) && hasTicks.test(symbol);
            }
            return;
        }
        int symbol = registry.number(part);
        if (symbol < 0 || symbol >= chosen.length || !hasTicks.test(symbol)) {
            throw new QueryException(
                    QueryException.Code.UNKNOWN_SYMBOL,
                    "symbol \"" + part + "\" has no tick: list the symbols to see which there are");
        }
        chosen[symbol] = true;
    }

    private int[] sorted() {
        int count = registry.count();
        int[] sorted = byName;
        if (sorted.length < count) {
            sorted = IntStream.range(0, count)
                    .boxed()
                    .sorted((a, b) -> Arrays.compare(registry.nameBytes(a), registry.nameBytes(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            byName = sorted;
        }
        return sorted;
    }

    /** Whether a name fits a pattern, in which an asterisk stands for any run of characters. */
    static boolean matches(String pattern, byte[] name) {
        int p = 0;
        int n = 0;
        int asterisk = -1;
        int resume = 0;
        while (n < name.length) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                asterisk = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name[n]) {
                p++;
                n++;
            } else if (asterisk >= 0) {
                p = asterisk + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
