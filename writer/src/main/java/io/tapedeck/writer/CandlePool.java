package io.tapedeck.writer;

import java.util.ArrayDeque;

/**
 * The candles in the writer's memory, over all series: hands them out, takes them back and counts those that are out, so that
 * the writer can commit early when late ticks bring too many back into memory. The writer's thread only.
 */
final class CandlePool {
    private static final int SPARE_LIMIT = 8_192;

    private final ArrayDeque<HeldCandle> spare = new ArrayDeque<>();
    private int held;

    /** A candle that begins empty. */
    HeldCandle take(BaseInterval interval, long startNanos) {
        HeldCandle candle = spare.poll();
        if (candle == null) {
            candle = new HeldCandle();
        }
        candle.begin(interval, startNanos);
        held++;
        return candle;
    }

    void giveBack(HeldCandle candle) {
        held--;
        if (spare.size() < SPARE_LIMIT) {
            spare.push(candle);
        }
    }

    /** How many candles of all series are in memory. */
    int held() {
        return held;
    }
}
