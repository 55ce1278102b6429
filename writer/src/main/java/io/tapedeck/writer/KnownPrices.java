package io.tapedeck.writer;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/**
 * What is known of a symbol at a place of the journal: what a position begins with that is opened there, and an alert that is set there.
 * Part of a {@link PositionBook} and under its lock.
 */
final class KnownPrices {
    /** Where the greatest tick of a series comes from. */
    interface Latest {
        /** Fills the tick; false where the series has none. */
        boolean read(int symbol, TickKind kind, Tick tick);
    }

    private final SymbolRegistry symbols;
    private final Latest latest;
    private final Tick trade = new Tick();
    private final Tick quote = new Tick();
    private boolean hasTrade;
    private boolean hasQuote;

    KnownPrices(SymbolRegistry symbols, Latest latest) {
        this.symbols = symbols;
        this.latest = latest;
    }

    private void read(String name) {
        int symbol = symbols.number(name);
        hasTrade = symbol >= 0 && latest.read(symbol, TickKind.TRADE, trade);
        hasQuote = symbol >= 0 && latest.read(symbol, TickKind.QUOTE, quote);
    }

    /** What a position begins with. */
    MarkedPosition.Opening opening(Position position) {
        read(position.symbol());
        PriceMark.Kind ofQuote = position.side().quoteMark();
        boolean quoted = hasQuote && quote.has(ofQuote.decimal());
        PriceMark mark = null;
        if (quoted) {
            mark = PriceMark.of(ofQuote, quote);
        } else if (hasTrade) {
            mark = PriceMark.of(PriceMark.Kind.TRADE, trade);
        }
        long floorNanos = hasTrade ? trade.tsNanos() : MarkedPosition.NO_FLOOR;
        return new MarkedPosition.Opening(mark, quoted, hasQuote ? Math.max(floorNanos, quote.tsNanos()) : floorNanos);
    }

    /** Begins an alert. */
    void begin(AlertTracker tracker) {
        Alert alert = tracker.alert();
        read(alert.symbol());
        if (!hasTrade && !hasQuote) {
            return;
        }
        Tick newest = !hasQuote || hasTrade && trade.tsNanos() > quote.tsNanos() ? trade : quote;
        boolean ofTrade = alert.of() == PriceMark.Kind.TRADE;
        boolean hasPrice = alert.of() != null
                && (ofTrade ? hasTrade : hasQuote && quote.has(alert.of().decimal()));
        PriceMark price = hasPrice ? PriceMark.of(alert.of(), ofTrade ? trade : quote) : null;
        tracker.begin(price, newest.tsNanos(), newest.seq(), newest.tsNanos(), newest.recvTsNanos());
    }
}
