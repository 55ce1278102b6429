package io.tapedeck.query;

import io.tapedeck.writer.Candle;
import java.util.ArrayList;
import java.util.List;

/** Sorts what comes in order of time, from either end, into buckets of one interval, up to so many. One thread at a time. */
final class Buckets {
    private final long intervalNanos;
    private final int limit;
    private final List<Bucket> list = new ArrayList<>();
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
        if (list.size() == limit) {
            return null;
        }
        start = Bucket.start(tsNanos, intervalNanos);
        candle = new Candle();
        list.add(new Bucket(start, candle));
        return candle;
    }

    List<Bucket> list() {
        return list;
    }
}
