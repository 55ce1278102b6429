package io.tapedeck.query;

import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Answers queries for candles. Any thread; a call has no state but what the cache remembers for all. */
final class CandleReader {
    private static final int MAX_LIMIT = 10_000;
    private static final long MAX_INTERVAL_SECONDS = 1_000_000_000L;
    private static final int TRIES = 5;

    private final Snapshots snapshots;
    private final View view;
    private final CandleCache cache = new CandleCache();

    CandleReader(Snapshots snapshots, View view) {
        this.snapshots = snapshots;
        this.view = view;
    }

    /** How many rows are remembered. */
    int rememberedRows() {
        return cache.rows();
    }

    Candles read(CandleQuery query, Deadline deadline) {
        check(query);
        if (query.price() != null) {
            return read(query, query.price(), deadline).candles;
        }
        Answer trades = read(query, PriceType.TRADE, deadline);
        if (trades.hasTicks) {
            return trades.candles;
        }
        Answer mids = read(query, PriceType.MID, deadline);
        if (mids.hasTicks) {
            return mids.candles;
        }
        // A quiet range may still repeat the close before it.
        boolean repeats = query.fill() == CandleQuery.Fill.PREV;
        if (repeats && !trades.candles.rows().isEmpty()) {
            return trades.candles;
        }
        if (repeats && !mids.candles.rows().isEmpty()) {
            return mids.candles;
        }
        return new Candles(null, List.of(), Long.MIN_VALUE, mids.candles.seq());
    }

    /** An answer, and whether the range has a tick at all: one with many empty rows may not have come to it. */
    private record Answer(Candles candles, boolean hasTicks) {}

    /** Of a series that never had a tick; the rows between candles may be wanted even so. */
    private record NoCandles(long seq) implements CandleSource {
        @Override
        public List<Candles.Row> oldest(long fromNanos, long toNanos, int limit) {
            return new ArrayList<>();
        }

        @Override
        public List<Candles.Row> newest(long toNanos, int limit) {
            return new ArrayList<>();
        }
    }

    private static void check(CandleQuery query) {
        if (query.intervalSeconds() < 1 || query.intervalSeconds() > MAX_INTERVAL_SECONDS) {
            throw new QueryException(
                    QueryException.Code.BAD_VALUE,
                    "interval is " + query.intervalSeconds() + " s: expected 1 to " + MAX_INTERVAL_SECONDS);
        }
        if (query.limit() < 1 || query.limit() > MAX_LIMIT) {
            throw new QueryException(
                    QueryException.Code.BAD_VALUE, "limit is " + query.limit() + ": expected 1 to " + MAX_LIMIT);
        }
    }

    private Answer read(CandleQuery query, PriceType price, Deadline deadline) {
        View.Series series = view.series(query.symbol(), RowPrice.kind(price));
        if (series == null) {
            return answer(query, price, Long.MIN_VALUE, new NoCandles(view.visibleSeq()));
        }
        if (KeptCandles.keptSeconds(query.intervalSeconds()) > 0) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                try {
                    return answer(query, price, lastTsNanos(series), kept(query, price, series, deadline));
                } catch (KeptCandles.ChangedMeanwhile e) {
                    deadline.check();
                }
            }
        }
        return answer(query, price, lastTsNanos(series), fromTicks(query, price, deadline));
    }

    private CandleSource kept(CandleQuery query, PriceType price, View.Series series, Deadline deadline) {
        int number = TickScan.seriesNumber(query.symbol(), RowPrice.kind(price));
        KeptCandles kept = new KeptCandles(snapshots, series, number, price, query.intervalSeconds(), deadline);
        // Of a tape alone nobody tells when a late tick changes what was read.
        return view.isInMemory()
                ? new CachedCandles(kept, cache, new CandleCache.Key(number, price, query.intervalSeconds()))
                : kept;
    }

    private CandleSource fromTicks(CandleQuery query, PriceType price, Deadline deadline) {
        return new TickCandles(
                snapshots, view, query.symbol(), price, intervalNanos(query), view.visibleSeq(), deadline);
    }

    private static long intervalNanos(CandleQuery query) {
        return query.intervalSeconds() * 1_000_000_000L;
    }

    private static Answer answer(CandleQuery query, PriceType price, long lastTsNanos, CandleSource source) {
        CandleFill fill = new CandleFill(query, price, lastTsNanos);
        boolean wantsNewest = query.fromNanos() == Long.MIN_VALUE;
        List<Candles.Row> buckets = wantsNewest
                ? source.newest(query.toNanos(), query.limit())
                : source.oldest(begin(query), query.toNanos(), query.limit() + 1);
        long next = wantsNewest ? addNewest(query, buckets, fill) : addFrom(query, source, buckets, fill);
        return new Answer(new Candles(price, fill.rows(), next, source.seq()), !buckets.isEmpty());
    }

    /** Where all ticks have been deleted, the candles that are left are as complete as they will ever be. */
    private static long lastTsNanos(View.Series series) {
        LiveSeries.Summary summary = series.summary();
        return summary.count() == 0 ? Long.MAX_VALUE : summary.lastTsNanos();
    }

    /** The newest candles up to the end, oldest first; a grid of them ends with the last one that has a tick. */
    private static long addNewest(CandleQuery query, List<Candles.Row> buckets, CandleFill fill) {
        Collections.reverse(buckets);
        if (query.fill() == CandleQuery.Fill.NONE || buckets.isEmpty()) {
            return fill.addOnly(buckets);
        }
        long last = buckets.get(buckets.size() - 1).tsNanos();
        long begin =
                Math.max(buckets.get(0).tsNanos(), last - Math.multiplyExact(query.limit() - 1L, intervalNanos(query)));
        int first = 0;
        while (buckets.get(first).tsNanos() < begin) {
            first++;
        }
        BigDecimal before = first == 0 ? null : buckets.get(first - 1).close();
        fill.addGrid(buckets.subList(first, buckets.size()), begin, last + 1, before);
        return Long.MIN_VALUE;
    }

    private static long addFrom(CandleQuery query, CandleSource source, List<Candles.Row> buckets, CandleFill fill) {
        if (query.fill() == CandleQuery.Fill.NONE) {
            return fill.addOnly(buckets);
        }
        return fill.addGrid(buckets, begin(query), endOfGrid(query, buckets), closeBefore(query, source));
    }

    private static long begin(CandleQuery query) {
        long interval = intervalNanos(query);
        return query.fromNanos() > Long.MAX_VALUE - interval
                ? query.fromNanos()
                : Bucket.startFrom(query.fromNanos(), interval);
    }

    /** A grid goes on to the end of the range, but not into the future unless ticks are there. */
    private static long endOfGrid(CandleQuery query, List<Candles.Row> buckets) {
        long last = buckets.isEmpty()
                ? Long.MIN_VALUE
                : buckets.get(buckets.size() - 1).tsNanos();
        return Math.min(query.toNanos(), Math.max(query.nowNanos(), last) + 1);
    }

    private static BigDecimal closeBefore(CandleQuery query, CandleSource source) {
        if (query.fill() != CandleQuery.Fill.PREV) {
            return null;
        }
        List<Candles.Row> before = source.newest(begin(query), 1);
        return before.isEmpty() ? null : before.get(0).close();
    }
}
