package io.tapedeck.writer;

import java.util.Arrays;

/**
 * The closed candles of one series and price that are still in memory: not committed since they closed, or brought back by a
 * late tick. Sorted by interval and beginning. Changed by the writer's thread; a reader that copies meanwhile may see anything,
 * but nothing outside of the array, and checks afterwards.
 */
final class ClosedCandles {
    private static final HeldCandle[] NONE = {};

    HeldCandle[] items = NONE;
    int count;

    /** The candle of an interval, or null. */
    HeldCandle find(BaseInterval interval, long startNanos) {
        int at = indexOf(interval.seconds, startNanos);
        return at >= 0 ? items[at] : null;
    }

    /** Puts in a candle that is not there. */
    void insert(HeldCandle candle) {
        int at = ~indexOf(candle.intervalSeconds, candle.startNanos);
        if (count == items.length) {
            items = Arrays.copyOf(items, Math.max(4, count * 2));
        }
        System.arraycopy(items, at, items, at + 1, count - at);
        items[at] = candle;
        count++;
    }

    /** Gives those that did not change since the last cut back to the pool. */
    void evictUnchanged(CandlePool pool) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            HeldCandle candle = items[i];
            if (candle.isChanged()) {
                items[kept++] = candle;
            } else {
                pool.giveBack(candle);
            }
        }
        Arrays.fill(items, kept, count, null);
        count = kept;
        if (kept == 0 && items.length > 64) {
            items = NONE;
        }
    }

    private int indexOf(int intervalSeconds, long startNanos) {
        int from = 0;
        int to = count - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            HeldCandle candle = items[middle];
            int order = Integer.compare(candle.intervalSeconds, intervalSeconds);
            if (order == 0) {
                order = Long.compare(candle.startNanos, startNanos);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return ~from;
    }
}
