package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;

/** The fronts of the series that a printer has met: a table that grows where two series meet in a place. One thread. */
final class RowFronts {
    private static final int FIRST_PLACES = 16;
    private static final int MAX_PLACES = 16 << 10;

    private final SymbolRegistry symbols;
    private RowFront[] places = new RowFront[FIRST_PLACES];

    RowFronts(SymbolRegistry symbols) {
        this.symbols = symbols;
    }

    /** The front of a tick's series. */
    RowFront of(Tick tick) {
        int series = TickHead.series(tick.head());
        RowFront front = places[series & places.length - 1];
        return front != null && front.series() == series ? front : add(tick, series);
    }

    private RowFront add(Tick tick, int series) {
        while (places[series & places.length - 1] != null && places.length < MAX_PLACES) {
            grow();
        }
        RowFront front = new RowFront(series, symbols.nameBytes(tick.symbol()), tick.isQuote() ? "bid" : "price");
        places[series & places.length - 1] = front;
        return front;
    }

    private void grow() {
        RowFront[] larger = new RowFront[4 * places.length];
        for (RowFront front : places) {
            if (front != null) {
                larger[front.series() & larger.length - 1] = front;
            }
        }
        places = larger;
    }
}
