package io.tapedeck.writer;

import io.tapedeck.journal.SymbolRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who follows the ticks of which symbol, and the way of ticks to them: a look into an array for each series of a group. A symbol may be followed
 * before it has a number, which it has with its first tick. Part of a {@link PositionBook} and under its lock, but for {@link #isAny}.
 */
final class SymbolWatches {
    private final SymbolRegistry symbols;
    private final PriceRun prices = new PriceRun();
    private final Map<String, SymbolWatch> byName = new HashMap<>();
    private SymbolWatch[] byNumber = new SymbolWatch[0];
    private final Set<String> unknown = new HashSet<>(); // symbols that have no number yet
    private int knownSymbols;
    private final List<SymbolWatch> touched = new ArrayList<>(); // by the group at hand
    private long skippedSeq;
    private volatile boolean any;

    SymbolWatches(SymbolRegistry symbols) {
        this.symbols = symbols;
    }

    /** Has ticks up to this one passed over. */
    void skipUntil(long seq) {
        skippedSeq = seq;
    }

    /** Whether any symbol is followed. Any thread. */
    boolean isAny() {
        return any;
    }

    /** The watch of a symbol, begun where nobody has followed it. */
    SymbolWatch begin(String symbol) {
        any = true;
        SymbolWatch found = byName.get(symbol);
        if (found == null) {
            found = new SymbolWatch(prices);
            byName.put(symbol, found);
            unknown.add(symbol);
            number();
        }
        return found;
    }

    /** The watch of a symbol, or null where nobody follows it. */
    SymbolWatch find(String symbol) {
        return byName.get(symbol);
    }

    /** Lets go of a symbol that is followed, where nobody does any more. */
    void letGo(String symbol) {
        if (byName.get(symbol).isEmpty()) {
            byName.remove(symbol);
            if (!unknown.remove(symbol)) {
                byNumber[symbols.number(symbol)] = null;
            }
        }
        any = !byName.isEmpty();
    }

    /** Looks which symbols have a number by now. */
    private void number() {
        knownSymbols = symbols.count();
        unknown.removeIf(symbol -> {
            int number = symbols.number(symbol);
            if (number >= byNumber.length) {
                byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, byNumber.length * 2));
            }
            if (number >= 0) {
                byNumber[number] = byName.get(symbol);
            }
            return number >= 0;
        });
    }

    /** Brings ticks to who follows them, a series' after the other's; the group is sorted, and was captured at {@code nanos}. */
    void take(TickGroup group, long nanos) {
        if (!unknown.isEmpty() && symbols.count() != knownSymbols) {
            number();
        }
        touched.clear();
        for (int i = 0; i < group.seriesCount(); i++) {
            int series = group.series(i);
            SymbolWatch watch = series >> 1 < byNumber.length ? byNumber[series >> 1] : null;
            if (watch != null) {
                if (!watch.hasRuns()) {
                    touched.add(watch);
                }
                watch.run((series & 1) != 0, begin(group, i), group.end(i));
            }
        }
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).take(group, nanos);
        }
    }

    /** Where the rows begin that are not passed over. */
    private int begin(TickGroup group, int place) {
        int at = group.begin(place);
        while (at < group.end(place) && group.seq(at) <= skippedSeq) {
            at++;
        }
        return at;
    }

    /** Brings to all who follow what their symbols have kept for them. */
    void settle() {
        byName.values().forEach(SymbolWatch::settle);
    }
}
