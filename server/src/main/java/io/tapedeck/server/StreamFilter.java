package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.query.SymbolPatterns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which frames somebody wants: those that one of some rules names. What the rules say of a symbol is found once and remembered,
 * so a tick costs the look into an array. One thread at a time.
 */
final class StreamFilter {
    private static final int[] UNKNOWN = null;

    /** A rule that is quick to ask. */
    private record Matcher(Set<String> names, List<String> patterns, List<Integer> kinds) {
        static Matcher of(StreamRule rule) {
            return new Matcher(
                    Set.copyOf(rule.symbols()),
                    rule.symbols().stream().filter(StreamRule::isPattern).toList(),
                    rule.kinds());
        }

        boolean matches(String text, byte[] name) {
            return names.contains(text) || patterns.stream().anyMatch(pattern -> SymbolPatterns.matches(pattern, name));
        }
    }

    private final List<StreamRule> rules;
    private final List<Matcher> matchers;
    private final SymbolRegistry symbols;
    private final boolean hasEvents;
    private int[][] kindsOf = new int[16][]; // by symbol

    StreamFilter(List<StreamRule> rules, SymbolRegistry symbols) {
        this.rules = List.copyOf(rules);
        matchers = rules.stream().map(Matcher::of).toList();
        this.symbols = symbols;
        hasEvents = rules.stream().anyMatch(rule -> rule.kinds().stream().anyMatch(FrameKind::isEvent));
    }

    List<StreamRule> rules() {
        return rules;
    }

    /** Whether a frame is wanted. */
    boolean wants(int symbol, int kind) {
        if (kind == FrameKind.GAP) {
            return !rules.isEmpty();
        }
        if (kind == FrameKind.EVENT_GAP) {
            return hasEvents;
        }
        for (int wanted : kinds(symbol)) {
            if (wanted == kind) {
                return true;
            }
        }
        return false;
    }

    /** Whether a frame of an event is wanted; its symbol need not be known. */
    boolean wants(String symbol, int kind) {
        byte[] name = symbol.getBytes(StandardCharsets.UTF_8);
        return hasEvents
                && matchers.stream()
                        .anyMatch(matcher -> matcher.kinds().contains(kind) && matcher.matches(symbol, name));
    }

    /** The kinds that are wanted of a symbol. */
    int[] kinds(int symbol) {
        if (symbol >= kindsOf.length) {
            kindsOf = Arrays.copyOf(kindsOf, Math.max(symbol + 1, 2 * kindsOf.length));
        }
        int[] kinds = kindsOf[symbol];
        if (kinds == UNKNOWN) {
            byte[] name = symbols.nameBytes(symbol);
            String text = symbols.name(symbol);
            kinds = matchers.stream()
                    .filter(matcher -> matcher.matches(text, name))
                    .flatMap(matcher -> matcher.kinds().stream())
                    .mapToInt(Integer::intValue)
                    .distinct()
                    .toArray();
            kindsOf[symbol] = kinds;
        }
        return kinds;
    }

    /** Whether events are among what is wanted. */
    boolean hasEvents() {
        return hasEvents;
    }

    /** Whether candles are among what is wanted. */
    boolean hasCandles() {
        return rules.stream().anyMatch(rule -> rule.kinds().stream().anyMatch(kind -> kind > 0));
    }
}
