package io.tapedeck.tools;

import java.util.List;

/**
 * One instrument of the made-up market.
 *
 * @param symbol its symbol
 * @param price where its price begins, and what it is drawn back to over days
 * @param priceScale decimals of its prices
 * @param tickUnits the tick size in units of the last decimal
 * @param yearlyVolatility the standard deviation of a year's log return
 * @param spreadTicks the usual spread in ticks
 * @param ticksPerSecond how often something happens in it, on average
 * @param tradeShare which part of that are trades; the rest are quotes
 * @param typicalSize the median size
 * @param sizeScale decimals of its sizes
 * @param latencyMicros how long its ticks are on their way, about
 */
record DemoInstrument(
        String symbol,
        double price,
        int priceScale,
        int tickUnits,
        double yearlyVolatility,
        int spreadTicks,
        double ticksPerSecond,
        double tradeShare,
        double typicalSize,
        int sizeScale,
        int latencyMicros) {

    /** The market: coins and stocks that trade, currencies that are only quoted. */
    static final List<DemoInstrument> ALL = List.of(
            new DemoInstrument("BTCUSD", 64_250, 2, 10, 0.65, 2, 620, 0.45, 0.02, 5, 9_000),
            new DemoInstrument("ETHUSD", 3_120, 2, 1, 0.80, 3, 480, 0.42, 0.3, 4, 9_000),
            new DemoInstrument("SOLUSD", 148.5, 2, 1, 1.00, 1, 300, 0.40, 6, 2, 9_000),
            new DemoInstrument("EURUSD", 1.0842, 5, 1, 0.08, 3, 260, 0, 1_000_000, 0, 1_500),
            new DemoInstrument("GBPUSD", 1.2718, 5, 1, 0.09, 5, 200, 0, 1_000_000, 0, 1_500),
            new DemoInstrument("USDJPY", 154.62, 3, 1, 0.10, 4, 200, 0, 1_000_000, 0, 1_500),
            new DemoInstrument("XAUUSD", 2_388.4, 2, 1, 0.16, 12, 160, 0, 50, 0, 2_500),
            new DemoInstrument("AAPL", 224.3, 2, 1, 0.28, 1, 180, 0.30, 100, 0, 400),
            new DemoInstrument("MSFT", 431.7, 2, 1, 0.26, 2, 160, 0.30, 80, 0, 400),
            new DemoInstrument("NVDA", 121.9, 2, 1, 0.55, 1, 240, 0.35, 200, 0, 400),
            new DemoInstrument("TSLA", 238.6, 2, 1, 0.60, 2, 200, 0.35, 120, 0, 400),
            new DemoInstrument("SPY", 552.1, 2, 1, 0.14, 1, 200, 0.25, 150, 0, 400));
}
