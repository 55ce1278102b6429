package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.LiveView;
import io.tapedeck.writer.PriceMark;

/** What a symbol could be bought or sold for by its newest ticks. Any thread. */
record MarketPrice(LiveView live) {
    /**
     * The newest price of a side: of the newest quote where the symbol has quotes and this one has the side, else of the newest trade.
     *
     * @param symbol the symbol's name
     * @param side BID or ASK
     * @return the price
     * @throws ProblemException 409 no_price where there is none
     */
    PriceMark of(String symbol, PriceMark.Kind side) {
        int number = live.symbols().number(symbol);
        Tick tick = new Tick();
        if (number >= 0 && latest(number, TickKind.QUOTE, tick) && tick.has(side.decimal())) {
            return PriceMark.of(side, tick);
        }
        if (number >= 0 && latest(number, TickKind.TRADE, tick)) {
            return PriceMark.of(PriceMark.Kind.TRADE, tick);
        }
        throw new ProblemException(
                409,
                "no_price",
                "there is no tick of " + Shown.of(symbol)
                        + " yet, so the market's price is not known, and nothing was recorded: give the price");
    }

    /** Whether a symbol has quotes, and no trade. */
    boolean hasQuotesAlone(String symbol) {
        int number = live.symbols().number(symbol);
        Tick tick = new Tick();
        return number >= 0 && latest(number, TickKind.QUOTE, tick) && !latest(number, TickKind.TRADE, tick);
    }

    private boolean latest(int symbol, TickKind kind, Tick tick) {
        LiveSeries series = live.series(symbol, kind);
        return series != null && series.latest(tick);
    }
}
