package io.tapedeck.tools;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What trades of the workload add up to, computed in the plainest way there is: the expectation that answers are held against. It
 * shares no code with what is measured. One thread at a time.
 */
final class PlainCandle {
    private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);

    private final long tsNanos;
    private long count;
    private long seqSum;
    private long idSum;
    private long buys;
    private long priceSum;
    private long sizeSum;
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

    /** Adds a trade. */
    void add(Tick trade, long seq) {
        long price = inUnits(trade, 0, MarketWorkload.PRICE_SCALE);
        long size = inUnits(trade, 1, MarketWorkload.SIZE_SCALE);
        count++;
        seqSum += seq;
        idSum += trade.idNumber();
        buys += trade.side() == Side.BUY ? 1 : 0;
        priceSum += price;
        sizeSum += size;
        notional = Math.addExact(notional, Math.multiplyExact(price, size));
        opens(trade.tsNanos(), seq, price);
        closes(trade.tsNanos(), seq, price);
        high = Math.max(high, price);
        low = Math.min(low, price);
    }

    /** A decimal in the workload's units: what came in as text has lost the zeros at its end. */
    private static long inUnits(Tick trade, int decimal, int scale) {
        long units = trade.mantissa(decimal);
        for (int missing = scale - trade.scale(decimal); missing > 0; missing--) {
            units *= 10;
        }
        return units;
    }

    void add(PlainCandle other) {
        count += other.count;
        seqSum += other.seqSum;
        idSum += other.idSum;
        buys += other.buys;
        priceSum += other.priceSum;
        sizeSum += other.sizeSum;
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
        return count;
    }

    long sizeSum() {
        return sizeSum;
    }

    long closeSeq() {
        return closeSeq;
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
        return plain(BigDecimal.valueOf(sizeSum, MarketWorkload.SIZE_SCALE));
    }

    BigDecimal vwap() {
        return plain(BigDecimal.valueOf(notional, MarketWorkload.PRICE_SCALE + MarketWorkload.SIZE_SCALE)
                .divide(volume(), VWAP));
    }

    private static BigDecimal price(long mantissa) {
        return plain(BigDecimal.valueOf(mantissa, MarketWorkload.PRICE_SCALE));
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** All that is sums, and does not depend on the order in which trades were added. */
    String sums() {
        return count + " trades, sums of seq " + seqSum + ", id " + idSum + ", price " + priceSum + ", size " + sizeSum
                + ", buys " + buys;
    }
}
