package io.tapedeck.writer;

/** Where the writer finds candles that have left its memory. Called on the writer's thread only. */
interface CandleLoader {
    /**
     * Loads a closed candle, whole.
     *
     * @param into the candle to fill; unchanged where there is none
     * @return false where there is none
     * @throws TapeException IO
     */
    boolean load(int series, PriceType price, int intervalSeconds, long tsNanos, Candle into);
}
