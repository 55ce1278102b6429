package io.tapedeck.query;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.Candle;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.TickRows;
import java.util.List;

/** Makes candles from ticks: of intervals that no stored one divides. Takes as long as reading the ticks does. */
final class TickCandles implements CandleSource {
    private static final long TICKS_A_CANDLE = 64; // a guess, for the size of the first slice only

    private final Snapshots snapshots;
    private final View view;
    private final int symbol;
    private final PriceType type;
    private final long intervalNanos;
    private final long visibleSeq;
    private final Deadline deadline;

    TickCandles(
            Snapshots snapshots,
            View view,
            int symbol,
            PriceType type,
            long intervalNanos,
            long visibleSeq,
            Deadline deadline) {
        this.snapshots = snapshots;
        this.view = view;
        this.symbol = symbol;
        this.type = type;
        this.intervalNanos = intervalNanos;
        this.visibleSeq = visibleSeq;
        this.deadline = deadline;
    }

    @Override
    public long seq() {
        return visibleSeq;
    }

    @Override
    public List<Candles.Row> oldest(long fromNanos, long toNanos, int limit) {
        return collect(Direction.ASCENDING, Range.ofTimes(fromNanos, endOfLast(toNanos)), limit);
    }

    @Override
    public List<Candles.Row> newest(long toNanos, int limit) {
        return collect(Direction.DESCENDING, Range.ofTimes(Long.MIN_VALUE, endOfLast(toNanos)), limit);
    }

    /** A candle that begins before the end is whole, though it may end behind it. */
    private long endOfLast(long toNanos) {
        return toNanos > Long.MAX_VALUE - intervalNanos ? Long.MAX_VALUE : Bucket.startFrom(toNanos, intervalNanos);
    }

    private List<Candles.Row> collect(Direction direction, Range range, int limit) {
        TickKind kind = RowPrice.kind(type);
        long wanted = limit * TICKS_A_CANDLE;
        RowRun run = new TickScan(snapshots, view, kind, direction, visibleSeq, wanted, deadline)
                .run(new int[] {symbol}, range);
        Buckets buckets = new Buckets(intervalNanos, limit);
        RowPrice price = new RowPrice(type);
        while (run.next()) {
            deadline.check();
            if (!add(run, price, buckets)) {
                break;
            }
        }
        return buckets.rows();
    }

    /** Adds a stretch of rows; false when there are enough candles. */
    private boolean add(RowRun run, RowPrice price, Buckets buckets) {
        TickRows rows = run.rows;
        for (int row = run.at; row != run.end; row += run.direction.step) {
            if (price.take(rows, row)) {
                Candle candle = buckets.at(rows.ts(row));
                if (candle == null) {
                    return false;
                }
                add(candle, rows, row, price);
            }
        }
        return true;
    }

    private void add(Candle candle, TickRows rows, int row, RowPrice price) {
        long head = rows.head(row);
        if (type == PriceType.TRADE && TickHead.has(head, 1)) {
            candle.add(
                    rows.ts(row),
                    rows.seq(row),
                    price.mantissa,
                    price.scale,
                    RowPrice.mantissa(rows, row, 1),
                    TickHead.scale(head, 1));
        } else {
            candle.add(rows.ts(row), rows.seq(row), price.mantissa, price.scale);
        }
    }
}
