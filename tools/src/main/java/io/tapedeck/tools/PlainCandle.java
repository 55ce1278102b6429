package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A candle of the workload's trades, computed in the plainest way there is: the expectation that answers are held against. It
 * shares no code with what is measured. One thread at a time.
 */
final class PlainCandle {
    private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);

    private final long tsNanos;
    private final TickSums sums = new TickSums();
    private long notional;
    private long openTsNanos = Long.MAX_VALUE;
    private long openSeq;
    private long open;
    private long closeTsNanos = Long.MIN_VALUE;
    private long closeSeq;
    private long close;
    private long high = Long.MIN_VALUE;
    private long low = Long.MAX_VALUE;

    /** An empty one that begins at a time. */
    PlainCandle(long tsNanos) {
        this.tsNanos = tsNanos;
    }

    void add(Tick trade, long seq) {
        sums.add(trade, seq);
        long price = TickSums.inUnits(trade, 0, MarketWorkload.PRICE_SCALE);
        long size = TickSums.inUnits(trade, 1, MarketWorkload.SIZE_SCALE);
        notional = Math.addExact(notional, Math.multiplyExact(price, size));
        opens(trade.tsNanos(), seq, price);
        closes(trade.tsNanos(), seq, price);
        high = Math.max(high, price);
        low = Math.min(low, price);
    }

    void add(PlainCandle other) {
        sums.add(other.sums);
        notional = Math.addExact(notional, other.notional);
        opens(other.openTsNanos, other.openSeq, other.open);
        closes(other.closeTsNanos, other.closeSeq, other.close);
        high = Math.max(high, other.high);
        low = Math.min(low, other.low);
    }

    private void opens(long ts, long seq, long price) {
        if (ts < openTsNanos || ts == openTsNanos && seq < openSeq) {
            openTsNanos = ts;
            openSeq = seq;
            open = price;
        }
    }

    private void closes(long ts, long seq, long price) {
        if (ts > closeTsNanos || ts == closeTsNanos && seq > closeSeq) {
            closeTsNanos = ts;
            closeSeq = seq;
            close = price;
        }
    }

    long tsNanos() {
        return tsNanos;
    }

    long count() {
        return sums.count();
    }

    TickSums sums() {
        return sums;
    }

    BigDecimal open() {
        return price(open);
    }

    BigDecimal high() {
        return price(high);
    }

    BigDecimal low() {
        return price(low);
    }

    BigDecimal close() {
        return price(close);
    }

    BigDecimal volume() {
        return plain(BigDecimal.valueOf(sums.sizes(), MarketWorkload.SIZE_SCALE));
    }

    BigDecimal vwap() {
        return plain(BigDecimal.valueOf(notional, MarketWorkload.PRICE_SCALE + MarketWorkload.SIZE_SCALE)
                .divide(volume(), VWAP));
    }

    private static BigDecimal price(long units) {
        return plain(BigDecimal.valueOf(units, MarketWorkload.PRICE_SCALE));
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
