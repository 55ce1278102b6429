package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The candles of one series on one UTC date, made from its ticks, to be compared with those that the tape keeps. One thread. */
final class CandlesOfDay {
    static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final TickKind kind;
    private final long dayStart;
    private final Map<PriceType, Map<Long, Candle>> minutes = new EnumMap<>(PriceType.class);
    private final Mid mid = new Mid();

    CandlesOfDay(TickKind kind, long day) {
        this.kind = kind;
        this.dayStart = day * NANOS_PER_DAY;
    }

    /** Adds ticks of the date, in any order. */
    void add(TickRows rows) {
        long[] words = rows.words();
        int stride = rows.stride();
        for (int at = 0; at < rows.count() * stride; at += stride) {
            long head = words[at];
            long ts = words[at + 1];
            long seq = words[at + stride - 1];
            if (kind == TickKind.TRADE) {
                addTrade(minute(PriceType.TRADE, ts), head, ts, seq, words[at + 3], words[at + 4]);
                continue;
            }
            boolean hasBid = TickHead.has(head, 0);
            boolean hasAsk = TickHead.has(head, 2);
            if (hasBid) {
                minute(PriceType.BID, ts).add(ts, seq, words[at + 3], TickHead.scale(head, 0));
            }
            if (hasAsk) {
                minute(PriceType.ASK, ts).add(ts, seq, words[at + 5], TickHead.scale(head, 2));
            }
            if (hasBid && hasAsk) {
                mid.set(words[at + 3], TickHead.scale(head, 0), words[at + 5], TickHead.scale(head, 2));
                minute(PriceType.MID, ts).add(ts, seq, mid.mantissa, mid.scale);
            }
        }
    }

    private static void addTrade(Candle candle, long head, long ts, long seq, long price, long size) {
        if (TickHead.has(head, 1)) {
            candle.add(ts, seq, price, TickHead.scale(head, 0), size, TickHead.scale(head, 1));
        } else {
            candle.add(ts, seq, price, TickHead.scale(head, 0));
        }
    }

    private Candle minute(PriceType price, long ts) {
        return minutes.computeIfAbsent(price, none -> new HashMap<>())
                .computeIfAbsent(BaseInterval.MINUTE.start(ts), none -> new Candle());
    }

    /** Compares with the tape's, in the transaction in which the ticks were read; tells what differs in words. */
    void compare(CandleTable table, int series, Consumer<String> differences) throws SQLException {
        for (PriceType price : PriceType.values()) {
            boolean isOfKind = (price == PriceType.TRADE) == (kind == TickKind.TRADE);
            for (BaseInterval interval : BaseInterval.values()) {
                if (isOfKind) {
                    compare(
                            expected(price, interval),
                            stored(table, series, price, interval),
                            words -> differences.accept(
                                    "series " + series + ", " + price + ", " + interval.seconds + " s " + words));
                }
            }
        }
    }

    private Map<Long, Candle> expected(PriceType price, BaseInterval interval) {
        Map<Long, Candle> candles = new HashMap<>();
        minutes.getOrDefault(price, Map.of())
                .forEach((start, minute) -> candles.computeIfAbsent(interval.start(start), none -> new Candle())
                        .merge(minute));
        return candles;
    }

    private Map<Long, Candle> stored(CandleTable table, int series, PriceType price, BaseInterval interval)
            throws SQLException {
        Map<Long, Candle> candles = new HashMap<>();
        try (ResultSet rows = table.range(series, price, interval.seconds, dayStart, dayStart + NANOS_PER_DAY)) {
            while (rows.next()) {
                Candle candle = new Candle();
                CandleTable.read(rows, candle);
                candles.put(rows.getLong(CandleTable.TS_COLUMN), candle);
            }
        }
        for (LiveSeries.LiveCandle open : table.openCandles(series, price, 0).candles()) {
            if (open.intervalSeconds() == interval.seconds && isOfDate(open.tsNanos())) {
                candles.put(open.tsNanos(), open.candle());
            }
        }
        return candles;
    }

    private boolean isOfDate(long ts) {
        return ts >= dayStart && ts < dayStart + NANOS_PER_DAY;
    }

    private static void compare(Map<Long, Candle> expected, Map<Long, Candle> stored, Consumer<String> differences) {
        for (Map.Entry<Long, Candle> each : expected.entrySet()) {
            Candle other = stored.remove(each.getKey());
            if (other == null) {
                differences.accept("at " + each.getKey() + " is missing: expected " + each.getValue());
            } else if (!other.hasSameValue(each.getValue())) {
                differences.accept("at " + each.getKey() + " is " + other + ": expected " + each.getValue());
            }
        }
        stored.forEach((start, candle) -> differences.accept("at " + start + " is " + candle + ", and has no ticks"));
    }
}
