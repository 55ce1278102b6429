package io.tapedeck.query;

import io.tapedeck.journal.TickHead;
import io.tapedeck.writer.Candle;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.TickRows;
import java.math.BigDecimal;

/** What quotes in order add up to; those count that have a bid and an ask. One thread at a time. */
final class QuoteTally implements StatsReader.Tally {
    private static final int BID = 0;
    private static final int ASK = 2;

    private final boolean wantsMids;
    private final RowPrice mid = new RowPrice(PriceType.MID);
    private final Candle candle = new Candle();
    private final TimeMean midMean = new TimeMean();
    private final TimeMean spreadMean = new TimeMean();

    /** Nothing yet; mids are left out where trades tell the prices. */
    QuoteTally(boolean wantsMids) {
        this.wantsMids = wantsMids;
    }

    @Override
    public void add(TickRows rows, int from, int to) {
        for (int row = from; row < to; row++) {
            long head = rows.head(row);
            if (!TickHead.has(head, BID) || !TickHead.has(head, ASK)) {
                continue;
            }
            long ts = rows.ts(row);
            spreadMean.next(
                    ts,
                    RowPrice.mantissa(rows, row, ASK),
                    TickHead.scale(head, ASK),
                    RowPrice.mantissa(rows, row, BID),
                    TickHead.scale(head, BID));
            if (wantsMids && mid.take(rows, row)) {
                candle.add(ts, rows.seq(row), mid.mantissa, mid.scale);
                midMean.next(ts, mid.mantissa, mid.scale);
            }
        }
    }

    BigDecimal spreadMean(long endNanos) {
        return spreadMean.mean(endNanos);
    }

    Stats stats(long endNanos, long visibleSeq) {
        if (candle.count() == 0) {
            return new Stats(null, 0, 0, 0, null, null, null, null, null, null, null, null, null, null, visibleSeq);
        }
        return new Stats(
                PriceType.MID,
                candle.count(),
                candle.openTsNanos(),
                candle.closeTsNanos(),
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                null,
                null,
                midMean.mean(endNanos),
                null,
                null,
                spreadMean.mean(endNanos),
                visibleSeq);
    }
}
