package io.tapedeck.query;

import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Candles and their rows computed in the plainest way from a list of ticks: what the engine's answers are compared with. */
final class PlainCandles {
    private static final MathContext DIGITS = new MathContext(18, RoundingMode.HALF_EVEN);
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private PlainCandles() {}

    static BigDecimal price(TestTick tick, PriceType type) {
        return switch (type) {
            case TRADE, BID -> tick.d0();
            case ASK -> tick.d2();
            case MID ->
                tick.d0() == null || tick.d2() == null
                        ? null
                        : TestTick.canonical(tick.d0().add(tick.d2()).multiply(HALF));
        };
    }

    private static List<TestTick> priced(List<TestTick> ticks, int symbol, PriceType type) {
        return ticks.stream()
                .filter(tick ->
                        tick.symbol() == symbol && tick.kind() == RowPrice.kind(type) && price(tick, type) != null)
                .sorted()
                .toList();
    }

    static Candles answer(List<TestTick> ticks, CandleQuery query) {
        if (query.price() != null) {
            return answer(ticks, query, query.price());
        }
        for (PriceType type : List.of(PriceType.TRADE, PriceType.MID)) {
            Candles whole = answer(ticks, withoutLimit(query), type);
            if (whole.rows().stream().anyMatch(row -> row.count() > 0)) {
                return answer(ticks, query, type);
            }
        }
        for (PriceType type : List.of(PriceType.TRADE, PriceType.MID)) {
            Candles answer = answer(ticks, query, type);
            if (query.fill() == CandleQuery.Fill.PREV && !answer.rows().isEmpty()) {
                return answer;
            }
        }
        return new Candles(null, List.of(), Long.MIN_VALUE, ticks.size());
    }

    private static CandleQuery withoutLimit(CandleQuery query) {
        return new CandleQuery(
                query.symbol(),
                query.intervalSeconds(),
                query.price(),
                query.fromNanos(),
                query.toNanos(),
                CandleQuery.Fill.NONE,
                Integer.MAX_VALUE,
                query.nowNanos());
    }

    private static Candles answer(List<TestTick> ticks, CandleQuery query, PriceType type) {
        long interval = query.intervalSeconds() * 1_000_000_000L;
        List<TestTick> priced = priced(ticks, query.symbol(), type);
        long lastTs = ticks.stream()
                .filter(tick -> tick.symbol() == query.symbol() && tick.kind() == RowPrice.kind(type))
                .mapToLong(TestTick::ts)
                .max()
                .orElse(Long.MIN_VALUE);
        TreeMap<Long, List<TestTick>> buckets = new TreeMap<>();
        for (TestTick tick : priced) {
            long start = Math.floorDiv(tick.ts(), interval) * interval;
            buckets.computeIfAbsent(start, key -> new ArrayList<>()).add(tick);
        }
        TreeMap<Long, List<TestTick>> all = new TreeMap<>(buckets);
        buckets.headMap(query.fromNanos(), false).clear();
        buckets.tailMap(query.toNanos(), true).clear();
        List<Candles.Row> rows = new ArrayList<>();
        for (long start : starts(query, interval, all, buckets)) {
            List<TestTick> in = buckets.get(start);
            boolean complete = start + interval <= Math.min(lastTs, query.nowNanos());
            if (in != null) {
                rows.add(row(start, in, type, complete));
            } else if (query.fill() == CandleQuery.Fill.NULL) {
                rows.add(new Candles.Row(start, null, null, null, null, null, null, 0, complete));
            } else {
                List<TestTick> before = all.lowerEntry(start).getValue();
                BigDecimal close = price(before.get(before.size() - 1), type);
                rows.add(new Candles.Row(
                        start,
                        close,
                        close,
                        close,
                        close,
                        type == PriceType.TRADE ? BigDecimal.ZERO : null,
                        null,
                        0,
                        complete));
            }
        }
        boolean newest = query.fromNanos() == Long.MIN_VALUE;
        long next = Long.MIN_VALUE;
        if (rows.size() > query.limit()) {
            next = newest ? next : rows.get(query.limit()).tsNanos();
            rows = newest ? rows.subList(rows.size() - query.limit(), rows.size()) : rows.subList(0, query.limit());
        }
        return new Candles(type, rows, next, ticks.size());
    }

    /** Where all rows of the answer begin, and perhaps more than the limit. */
    private static List<Long> starts(CandleQuery query, long interval, TreeMap<Long, ?> all, TreeMap<Long, ?> buckets) {
        if (query.fill() == CandleQuery.Fill.NONE) {
            return List.copyOf(buckets.keySet());
        }
        long from;
        long end;
        if (query.fromNanos() == Long.MIN_VALUE) {
            if (buckets.isEmpty()) {
                return List.of();
            }
            from = buckets.firstKey();
            end = buckets.lastKey() + 1;
        } else {
            from = -Math.floorDiv(-query.fromNanos(), interval) * interval;
            long last = buckets.isEmpty() ? Long.MIN_VALUE : buckets.lastKey();
            end = Math.min(query.toNanos(), Math.max(last, query.nowNanos()) + 1);
        }
        List<Long> starts = new ArrayList<>();
        for (long start = from; start < end && starts.size() < 200_000; start += interval) {
            boolean known =
                    query.fill() == CandleQuery.Fill.NULL || buckets.containsKey(start) || all.lowerKey(start) != null;
            if (known) {
                starts.add(start);
            }
        }
        return starts;
    }

    private static Candles.Row row(long start, List<TestTick> ticks, PriceType type, boolean complete) {
        List<BigDecimal> prices = ticks.stream().map(tick -> price(tick, type)).toList();
        BigDecimal volume = null;
        BigDecimal notional = BigDecimal.ZERO;
        if (type == PriceType.TRADE) {
            for (TestTick tick : ticks) {
                if (tick.d1() != null) {
                    volume = (volume == null ? BigDecimal.ZERO : volume).add(tick.d1());
                    notional = notional.add(tick.d0().multiply(tick.d1()));
                }
            }
        }
        BigDecimal vwap =
                volume == null || volume.signum() == 0 ? null : TestTick.canonical(notional.divide(volume, DIGITS));
        return new Candles.Row(
                start,
                prices.get(0),
                prices.stream().max(BigDecimal::compareTo).orElseThrow(),
                prices.stream().min(BigDecimal::compareTo).orElseThrow(),
                prices.get(prices.size() - 1),
                volume == null ? null : TestTick.canonical(volume),
                vwap,
                ticks.size(),
                complete);
    }
}
