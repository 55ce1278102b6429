package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.query.CandleQuery;
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
    private static final String KINDS = "trade, quote, position, alert, or candle with an interval such as candle:1m";

    /** How many symbols and patterns the rules of a client may name together; a name is looked up, a pattern tried. */
    static final int MAX_NAMES = 1_000;

    static final int MAX_PATTERNS = 100;

    static final int MAX_KINDS = 16;

    private static final long MAX_PARTS = 1_440;
    private static final int MAX_SECONDS_OF_TICKS = 3_600;

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
        if (symbols.isEmpty()) {
            throw new ProblemException(400, "bad_parameter", "symbols has no name: leave it out for all of them");
        }
        checkNames(symbols);
        if (kinds.isEmpty() || kinds.size() > MAX_KINDS) {
            throw new ProblemException(
                    400, "bad_parameter", "kinds has " + kinds.size() + " names: expected 1 to " + MAX_KINDS);
        }
    }

    /**
     * Refuses more names than a client may have.
     *
     * @param symbols those of all its rules
     */
    static void checkNames(List<String> symbols) {
        long patterns = symbols.stream().filter(StreamRule::isPattern).count();
        if (symbols.size() > MAX_NAMES || patterns > MAX_PATTERNS) {
            throw new ProblemException(
                    400,
                    "bad_parameter",
                    "symbols has " + symbols.size() + " names, " + patterns + " of them patterns: expected at most "
                            + MAX_NAMES + " names in all that a client follows, and " + MAX_PATTERNS
                            + " patterns; * is everything");
        }
    }

    /** Whether it stands for more than one symbol. */
    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
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
            return live((int) Interval.seconds("kinds", name.substring(colon + 1)), name);
        }
        return switch (name) {
            case "trade", "trades" -> FrameKind.TRADE;
            case "quote", "quotes" -> FrameKind.QUOTE;
            case "position", "positions" -> FrameKind.POSITION;
            case "alert", "alerts" -> FrameKind.ALERT;
            default -> throw Params.bad("kinds", name, KINDS);
        };
    }

    /** Refuses an interval whose open candle would take long to put together, four times a second. */
    private static int live(int seconds, String name) {
        long parts = CandleQuery.keptParts(seconds);
        if (parts > MAX_PARTS || parts == 0 && seconds > MAX_SECONDS_OF_TICKS) {
            throw Params.bad(
                    "kinds",
                    name,
                    "for a stream an interval up to 1h of any length, up to 1d of whole minutes, up to 60d of whole hours,"
                            + " or of whole days");
        }
        return seconds;
    }

    /** The kinds as a client writes them. */
    List<String> kindNames() {
        return kinds.stream()
                .map(kind -> kind > 0 ? "candle:" + Interval.text(kind) : FrameKind.name(kind))
                .toList();
    }
}
