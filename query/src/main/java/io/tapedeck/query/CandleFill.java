package io.tapedeck.query;

import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts candles into the rows of an answer, and rows between them for the intervals without a tick where those are wanted. It
 * never walks more intervals than the answer may have rows. One thread at a time.
 */
final class CandleFill {
    private final CandleQuery query;
    private final PriceType price;
    private final long intervalNanos;
    private final long completeUpTo;
    private final List<Candles.Row> rows = new ArrayList<>();

    /**
     * Begins an answer.
     *
     * @param lastTsNanos the series' last time
     */
    CandleFill(CandleQuery query, PriceType price, long lastTsNanos) {
        this.query = query;
        this.price = price;
        this.intervalNanos = query.intervalSeconds() * 1_000_000_000L;
        this.completeUpTo = Math.min(query.nowNanos(), lastTsNanos);
    }

    List<Candles.Row> rows() {
        return rows;
    }

    /**
     * Adds the candles alone.
     *
     * @return where the first one begins that is beyond the limit; {@link Long#MIN_VALUE} where there is none
     */
    long addOnly(List<Candles.Row> buckets) {
        for (Candles.Row bucket : buckets) {
            if (rows.size() == query.limit()) {
                return bucket.tsNanos();
            }
            rows.add(row(bucket));
        }
        return Long.MIN_VALUE;
    }

    /**
     * Adds each interval of a grid, with its candle where it has one.
     *
     * @param buckets the grid's candles, oldest first; more than the limit where there are more
     * @param fromNanos where the grid begins
     * @param toNanos intervals that begin here or later are left out
     * @param closeBefore the close before the grid, or null where there is none
     * @return where the first interval begins that is beyond the limit; {@link Long#MIN_VALUE} where there is none
     */
    long addGrid(List<Candles.Row> buckets, long fromNanos, long toNanos, BigDecimal closeBefore) {
        boolean repeats = query.fill() == CandleQuery.Fill.PREV;
        BigDecimal close = closeBefore;
        int next = 0;
        long ts = fromNanos;
        if (repeats && close == null) {
            if (buckets.isEmpty()) {
                return Long.MIN_VALUE;
            }
            ts = buckets.get(0).tsNanos(); // before it there is nothing to repeat
        }
        for (; ts < toNanos; ts += intervalNanos) {
            if (rows.size() == query.limit()) {
                return ts;
            }
            if (next < buckets.size() && buckets.get(next).tsNanos() == ts) {
                Candles.Row bucket = buckets.get(next++);
                close = bucket.close();
                rows.add(row(bucket));
            } else {
                rows.add(repeats ? repeated(ts, close) : empty(ts));
            }
            if (ts > Long.MAX_VALUE - intervalNanos) {
                break;
            }
        }
        return Long.MIN_VALUE;
    }

    private Candles.Row row(Candles.Row bucket) {
        return bucket.complete() == isComplete(bucket.tsNanos()) ? bucket : bucket.withComplete(!bucket.complete());
    }

    private Candles.Row repeated(long ts, BigDecimal close) {
        BigDecimal volume = price == PriceType.TRADE ? BigDecimal.ZERO : null;
        return new Candles.Row(ts, close, close, close, close, volume, null, 0, isComplete(ts));
    }

    private Candles.Row empty(long ts) {
        return new Candles.Row(ts, null, null, null, null, null, null, 0, isComplete(ts));
    }

    private boolean isComplete(long ts) {
        return ts <= Long.MAX_VALUE - intervalNanos && ts + intervalNanos <= completeUpTo;
    }
}
