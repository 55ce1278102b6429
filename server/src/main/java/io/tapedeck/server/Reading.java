package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.query.QueryEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What every reading route asks of its call. Any thread.
 *
 * @param engine answers
 * @param clock the wall clock
 */
record Reading(QueryEngine engine, EpochClock clock) {
    /** The parameters that every reading route understands. */
    private static final List<String> COMMON = List.of("min_seq", "time", "numbers");

    /** The shapes that every answer of rows can have. */
    static final Set<Format> ROW_FORMATS = Set.of(Format.JSON, Format.NDJSON, Format.CSV);

    /** The shapes that every answer of ticks and candles can have, which may be long: typed columns too. */
    static final Set<Format> TABLE_FORMATS =
            Set.of(Format.JSON, Format.NDJSON, Format.CSV, Format.PARQUET, Format.ARROW);

    /** A route's own parameters, and those that every reading route understands. */
    static List<String> parameters(String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(COMMON);
        return List.copyOf(all);
    }

    /** Waits for the tick that the client wants to see, where it names one. */
    void awaitVisible(Call call) {
        long seq = call.params().number("min_seq", 0, 0, Long.MAX_VALUE);
        if (seq > 0) {
            engine.awaitVisible(seq, call.deadline());
        }
    }

    /** The symbols that are asked for; all where none is named. */
    int[] symbols(Call call) {
        return engine.symbols(call.params().text("symbol"));
    }

    /** The symbols that are asked for; one must be named. */
    int[] namedSymbols(Call call) {
        if (call.params().text("symbol") == null) {
            throw new ProblemException(
                    400, "missing_parameter", "symbol is missing: give symbol=..., one that GET /v1/symbols lists");
        }
        return symbols(call);
    }

    /** The one symbol that is asked for. */
    int oneSymbol(Call call) {
        int[] symbols = namedSymbols(call);
        if (symbols.length != 1) {
            throw Params.bad("symbol", call.params().text("symbol"), "one symbol, where this names " + symbols.length);
        }
        return symbols[0];
    }

    /** The time now. */
    long now() {
        return clock.nanos();
    }

    /** The beginning of the range, or {@code absent}. */
    long from(Call call, long absent) {
        return bound(call, "from", absent);
    }

    /** The end of the range, which is outside of it, or {@code absent}. */
    long to(Call call, long absent) {
        return bound(call, "to", absent);
    }

    private long bound(Call call, String name, long absent) {
        String text = call.params().text(name);
        return text == null ? absent : Times.parseBound(text, now());
    }

    /** Refuses a range that ends before it begins. */
    static void checkRange(Call call, long from, long to) {
        if (from > to) {
            throw new ProblemException(
                    400,
                    "bad_parameter",
                    "from " + call.params().text("from") + " is after to "
                            + call.params().text("to") + ": from is the earlier one");
        }
    }
}
