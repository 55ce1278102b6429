package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * Frames of some kinds of some symbols. A symbol need not be known yet. Immutable; any thread.
 *
 * @param symbols names, and patterns in which an asterisk stands for any run of characters
 * @param kinds {@link FrameKind} numbers
 */
record StreamRule(List<String> symbols, List<Integer> kinds) {
    private static final String KINDS = "trade, quote, or candle with an interval such as candle:1m";

    /** How many symbols and patterns a rule may name, and how many kinds. */
    static final int MAX_NAMES = 1_000;

    static final int MAX_KINDS = 16;

    /**
     * Reads what a client asked for.
     *
     * @param symbols a comma list, or null for all
     * @param kinds a comma list, or null for trades and quotes
     * @throws ProblemException bad_parameter
     */
    static StreamRule of(String symbols, String kinds) {
        return new StreamRule(
                names(symbols == null ? "*" : symbols).stream()
                        .map(StreamRule::checked)
                        .toList(),
                names(kinds == null ? "trade,quote" : kinds).stream()
                        .map(StreamRule::kind)
                        .toList());
    }

    private static TreeSet<String> names(String list) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : list.split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    StreamRule {
        if (symbols.isEmpty() || symbols.size() > MAX_NAMES) {
            throw new ProblemException(
                    400,
                    "bad_parameter",
                    "symbols has " + symbols.size() + " names: expected 1 to " + MAX_NAMES
                            + ", or patterns such as BTC*");
        }
        if (kinds.isEmpty() || kinds.size() > MAX_KINDS) {
            throw new ProblemException(
                    400, "bad_parameter", "kinds has " + kinds.size() + " names: expected 1 to " + MAX_KINDS);
        }
    }

    private static String checked(String name) {
        byte[] ascii = name.replace('*', '-').getBytes(StandardCharsets.UTF_8);
        SymbolRegistry.check(ascii, 0, ascii.length);
        return name;
    }

    private static int kind(String name) {
        int colon = name.indexOf(':');
        String kind = colon < 0 ? name : name.substring(0, colon);
        if (kind.equals("candle") || kind.equals("candles")) {
            if (colon < 0) {
                throw Params.bad("kinds", name, KINDS);
            }
            return (int) Interval.seconds("kinds", name.substring(colon + 1));
        }
        return switch (name) {
            case "trade", "trades" -> FrameKind.TRADE;
            case "quote", "quotes" -> FrameKind.QUOTE;
            default -> throw Params.bad("kinds", name, KINDS);
        };
    }

    /** The kinds as a client writes them. */
    List<String> kindNames() {
        return kinds.stream()
                .map(kind -> kind > 0 ? "candle:" + Interval.text(kind) : FrameKind.name(kind))
                .toList();
    }
}
