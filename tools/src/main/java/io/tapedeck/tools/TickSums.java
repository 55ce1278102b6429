package io.tapedeck.tools;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;

/**
 * Sums of all columns of trades, by which a whole range is compared, whatever the order that it comes in. They wrap around. It
 * costs a few nanoseconds a trade, since it stands in what is measured. One thread at a time.
 */
final class TickSums {
    private long count;
    private long seqs;
    private long tsNanos;
    private long recvTsNanos;
    private long prices;
    private long sizes;
    private long buys;
    private long ids;

    void add(Tick trade, long seq) {
        count++;
        seqs += seq;
        tsNanos += trade.tsNanos();
        recvTsNanos += trade.recvTsNanos();
        prices += inUnits(trade, 0, MarketWorkload.PRICE_SCALE);
        sizes += inUnits(trade, 1, MarketWorkload.SIZE_SCALE);
        buys += trade.side() == Side.BUY ? 1 : 0;
        ids += trade.idNumber();
    }

    /** A decimal in the workload's units: what came in as text has lost the zeros at its end. */
    static long inUnits(Tick trade, int decimal, int scale) {
        long units = trade.mantissa(decimal);
        for (int missing = scale - trade.scale(decimal); missing > 0; missing--) {
            units *= 10;
        }
        return units;
    }

    void add(TickSums other) {
        count += other.count;
        seqs += other.seqs;
        tsNanos += other.tsNanos;
        recvTsNanos += other.recvTsNanos;
        prices += other.prices;
        sizes += other.sizes;
        buys += other.buys;
        ids += other.ids;
    }

    long count() {
        return count;
    }

    /** The sum of sizes in units of the workload's last decimal. */
    long sizes() {
        return sizes;
    }

    @Override
    public String toString() {
        return count + " trades, sums of seq " + seqs + ", ts " + tsNanos + ", recv_ts " + recvTsNanos + ", price "
                + prices + ", size " + sizes + ", buys " + buys + ", id " + ids;
    }
}
