package io.tapedeck.query;

import io.tapedeck.query.CandleCache.Key;
import io.tapedeck.query.CandleCache.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Candles out of memory and tape of which the closed ones are read once and then remembered. Which are closed is told by the copy
 * of memory that the read began with, so the answer is as of the same {@code seq} as without: a run that another read has
 * brought further counts only up to there. One thread at a time; the cache is for all.
 */
final class CachedCandles implements CandleSource {
    /** Fewer are not worth the place of a run that may be longer. */
    private static final int MIN_KEPT = 16;

    private final KeptCandles source;
    private final CandleCache cache;
    private final Key key;
    private final long intervalNanos;
    private final long closedUpTo;

    /**
     * Over a copy of memory.
     *
     * @param source where candles come from that are not remembered
     * @param cache what is remembered
     * @param key of which candles
     */
    CachedCandles(KeptCandles source, CandleCache cache, Key key) {
        this.source = source;
        this.cache = cache;
        this.key = key;
        this.intervalNanos = key.intervalSeconds() * 1_000_000_000L;
        long closed = source.closedUpToNanos();
        this.closedUpTo = closed == Long.MIN_VALUE ? closed : Bucket.start(closed, intervalNanos);
    }

    @Override
    public long seq() {
        return source.seq();
    }

    @Override
    public List<Candles.Row> oldest(long fromNanos, long toNanos, int limit) {
        long end = closedEnd(toNanos);
        if (fromNanos >= end) {
            return source.oldest(fromNanos, toNanos, limit);
        }
        List<Candles.Row> rows = new ArrayList<>(closedOldest(fromNanos, end, limit));
        if (rows.size() < limit) {
            rows.addAll(source.oldest(end, toNanos, limit - rows.size()));
        }
        return rows;
    }

    @Override
    public List<Candles.Row> newest(long toNanos, int limit) {
        if (closedUpTo == Long.MIN_VALUE) {
            return source.newest(toNanos, limit);
        }
        long end = closedEnd(toNanos);
        List<Candles.Row> rows = new ArrayList<>(source.oldest(end, toNanos, Integer.MAX_VALUE)); // the open one
        Collections.reverse(rows);
        if (rows.size() >= limit) {
            return new ArrayList<>(rows.subList(0, limit));
        }
        rows.addAll(closedNewest(end, limit - rows.size()));
        return rows;
    }

    private long closedEnd(long toNanos) {
        return Math.min(closedUpTo, Bucket.startFromOrEnd(toNanos, intervalNanos));
    }

    private List<Candles.Row> closedOldest(long fromNanos, long end, int limit) {
        Run run = cache.find(key, source.lateTicks());
        if (run == null || fromNanos < run.fromNanos() || fromNanos > run.toNanos()) {
            List<Candles.Row> rows = source.oldest(fromNanos, end, limit);
            keep(new Run(source.lateTicks(), fromNanos, endOf(rows, limit, end), rows));
            return rows;
        }
        int from = run.place(fromNanos);
        int to = run.place(end);
        List<Candles.Row> known = run.rows().subList(from, Math.min(to, from + Math.min(limit, to - from)));
        int wanted = limit - known.size();
        if (wanted == 0 || run.toNanos() >= end) {
            return known;
        }
        List<Candles.Row> newer = source.oldest(run.toNanos(), end, wanted);
        keep(run.withNewer(newer, endOf(newer, wanted, end)));
        List<Candles.Row> rows = new ArrayList<>(known);
        rows.addAll(newer);
        return rows;
    }

    /** Up to where rows are all that there are. */
    private long endOf(List<Candles.Row> rows, int limit, long end) {
        return rows.size() < limit ? end : rows.get(rows.size() - 1).tsNanos() + intervalNanos;
    }

    private List<Candles.Row> closedNewest(long end, int limit) {
        Run run = cache.find(key, source.lateTicks());
        if (run == null || end < run.fromNanos() || intervals(run.toNanos(), end) > limit) {
            List<Candles.Row> rows = source.newest(end, limit);
            keep(new Run(source.lateTicks(), beginOf(rows, limit), end, reversed(rows)));
            return rows;
        }
        if (run.toNanos() < end) {
            run = run.withNewer(source.oldest(run.toNanos(), end, Integer.MAX_VALUE), end);
            keep(run);
        }
        int to = run.place(end);
        List<Candles.Row> rows = reversed(run.rows().subList(Math.max(0, to - limit), to));
        int wanted = limit - rows.size();
        if (wanted > 0 && run.fromNanos() != Long.MIN_VALUE) {
            List<Candles.Row> older = source.newest(run.fromNanos(), wanted);
            keep(run.withOlder(reversed(older), beginOf(older, wanted)));
            rows.addAll(older);
        }
        return rows;
    }

    /** From where on rows, newest first, are all that there are. */
    private static long beginOf(List<Candles.Row> rows, int limit) {
        return rows.size() < limit ? Long.MIN_VALUE : rows.get(rows.size() - 1).tsNanos();
    }

    private long intervals(long fromNanos, long toNanos) {
        return toNanos / intervalNanos - fromNanos / intervalNanos;
    }

    private void keep(Run run) {
        if (run.rows().size() >= MIN_KEPT) {
            cache.put(key, run);
        }
    }

    private static List<Candles.Row> reversed(List<Candles.Row> rows) {
        List<Candles.Row> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        return reversed;
    }
}
