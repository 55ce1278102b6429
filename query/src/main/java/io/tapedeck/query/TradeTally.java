package io.tapedeck.query;

import io.tapedeck.journal.TickHead;
import io.tapedeck.writer.Candle;
import io.tapedeck.writer.Exact;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.TickRows;
import java.math.BigDecimal;

/** What trades in order add up to. One thread at a time. */
final class TradeTally implements StatsReader.Tally {
    private static final int BUY = 1;
    private static final int SELL = 2;

    private final Candle candle = new Candle();
    private final TimeMean mean = new TimeMean();
    private final ExactSum bought = new ExactSum();
    private final ExactSum sold = new ExactSum();

    @Override
    public void add(TickRows rows, int from, int to) {
        for (int row = from; row < to; row++) {
            long head = rows.head(row);
            long ts = rows.ts(row);
            long price = RowPrice.mantissa(rows, row, 0);
            int scale = TickHead.scale(head, 0);
            mean.next(ts, price, scale);
            if (!TickHead.has(head, 1)) {
                candle.add(ts, rows.seq(row), price, scale);
                continue;
            }
            long size = RowPrice.mantissa(rows, row, 1);
            int sizeScale = TickHead.scale(head, 1);
            candle.add(ts, rows.seq(row), price, scale, size, sizeScale);
            switch (TickHead.sideCode(head)) {
                case BUY -> bought.add(size, sizeScale, 1);
                case SELL -> sold.add(size, sizeScale, 1);
                default -> {}
            }
        }
    }

    boolean isEmpty() {
        return candle.count() == 0;
    }

    Stats stats(long endNanos, QuoteTally quotes, long visibleSeq) {
        BigDecimal volume = candle.volume();
        return new Stats(
                PriceType.TRADE,
                candle.count(),
                candle.openTsNanos(),
                candle.closeTsNanos(),
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                volume,
                candle.vwap(),
                mean.mean(endNanos),
                volume == null ? null : Exact.plain(bought.value()),
                volume == null ? null : Exact.plain(sold.value()),
                quotes.spreadMean(endNanos),
                visibleSeq);
    }
}
