package io.tapedeck.query;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;

/** Statistics computed in the plainest way from a list of ticks. */
final class PlainStats {
    private static final MathContext DIGITS = new MathContext(18, RoundingMode.HALF_EVEN);

    private PlainStats() {}

    static Stats of(List<TestTick> ticks, int symbol, long from, long to, long nowNanos) {
        List<TestTick> in = ticks.stream()
                .filter(tick -> tick.symbol() == symbol && tick.ts() >= from && tick.ts() < to)
                .sorted()
                .toList();
        List<TestTick> trades =
                in.stream().filter(tick -> tick.kind() == TickKind.TRADE).toList();
        List<TestTick> quotes = in.stream()
                .filter(tick -> tick.kind() == TickKind.QUOTE && tick.d0() != null && tick.d2() != null)
                .toList();
        long end = to <= nowNanos ? to : Long.MIN_VALUE;
        PriceType type = trades.isEmpty() ? PriceType.MID : PriceType.TRADE;
        List<TestTick> priced = trades.isEmpty() ? quotes : trades;
        BigDecimal spread = mean(quotes, tick -> tick.d2().subtract(tick.d0()), end);
        if (priced.isEmpty()) {
            return new Stats(null, 0, 0, 0, null, null, null, null, null, null, null, null, null, null, ticks.size());
        }
        List<BigDecimal> prices =
                priced.stream().map(tick -> PlainCandles.price(tick, type)).toList();
        BigDecimal volume = sum(trades, null, false);
        boolean sized = trades.stream().anyMatch(tick -> tick.d1() != null);
        return new Stats(
                type,
                priced.size(),
                priced.get(0).ts(),
                priced.get(priced.size() - 1).ts(),
                prices.get(0),
                prices.stream().max(BigDecimal::compareTo).orElseThrow(),
                prices.stream().min(BigDecimal::compareTo).orElseThrow(),
                prices.get(prices.size() - 1),
                sized ? volume : null,
                sized && volume.signum() != 0
                        ? TestTick.canonical(sum(trades, null, true).divide(volume, DIGITS))
                        : null,
                mean(priced, tick -> PlainCandles.price(tick, type), end),
                sized ? sum(trades, Side.BUY, false) : null,
                sized ? sum(trades, Side.SELL, false) : null,
                spread,
                ticks.size());
    }

    private static BigDecimal sum(List<TestTick> trades, Side side, boolean timesPrice) {
        BigDecimal sum = BigDecimal.ZERO;
        for (TestTick tick : trades) {
            if (tick.d1() != null && (side == null || tick.side() == side)) {
                sum = sum.add(timesPrice ? tick.d0().multiply(tick.d1()) : tick.d1());
            }
        }
        return TestTick.canonical(sum);
    }

    private static BigDecimal mean(List<TestTick> ticks, Function<TestTick, BigDecimal> price, long end) {
        if (ticks.isEmpty()) {
            return null;
        }
        TestTick last = ticks.get(ticks.size() - 1);
        long stop = Math.max(end, last.ts());
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < ticks.size(); i++) {
            long until = i + 1 < ticks.size() ? ticks.get(i + 1).ts() : stop;
            sum = sum.add(price.apply(ticks.get(i))
                    .multiply(BigDecimal.valueOf(until - ticks.get(i).ts())));
        }
        long time = stop - ticks.get(0).ts();
        return TestTick.canonical(time == 0 ? price.apply(last) : sum.divide(BigDecimal.valueOf(time), DIGITS));
    }
}
