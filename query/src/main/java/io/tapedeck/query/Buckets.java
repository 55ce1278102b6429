package io.tapedeck.query;

import io.tapedeck.writer.Candle;
import java.util.ArrayList;
import java.util.List;

/** Sorts what comes in order of time, from either end, into buckets of one interval, up to so many. One thread at a time. */
final class Buckets {
    private final long intervalNanos;
    private final int limit;
    private final List<Candle> candles = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();
    private long start;
    private Candle candle;

    Buckets(long intervalNanos, int limit) {
        this.intervalNanos = intervalNanos;
        this.limit = limit;
    }

    /** The candle that a time falls into; null where it would be one more than the limit. */
    Candle at(long tsNanos) {
        if (candle != null && tsNanos >= start && tsNanos - start < intervalNanos) {
            return candle;
        }
        if (candles.size() == limit) {
            return null;
        }
        start = Bucket.start(tsNanos, intervalNanos);
        candle = new Candle();
        candles.add(candle);
        starts.add(start);
        return candle;
    }

    /** The rows of all, marked as complete: who knows of the present says whether they are. */
    List<Candles.Row> rows() {
        List<Candles.Row> rows = new ArrayList<>(candles.size());
        for (int i = 0; i < candles.size(); i++) {
            rows.add(row(starts.get(i), candles.get(i)));
        }
        return rows;
    }

    private static Candles.Row row(long tsNanos, Candle candle) {
        return new Candles.Row(
                tsNanos,
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                candle.volume(),
                candle.vwap(),
                candle.count(),
                true);
    }
}
