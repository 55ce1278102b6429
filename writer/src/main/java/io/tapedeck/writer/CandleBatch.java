package io.tapedeck.writer;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The candles of one cut, as they were then, on their way into the tape. Reused from commit to commit; the writer's thread.
 */
final class CandleBatch {
    private static final int SPARE_LIMIT = 16_384;

    private static final class Row {
        final Candle candle = new Candle();
        int series;
        PriceType price;
        int intervalSeconds;
        long startNanos;
        boolean isClosed;
        boolean leavesGap;
    }

    private final List<Row> rows = new ArrayList<>();
    private final List<LiveCandles> sources = new ArrayList<>();
    private int count;

    /** How many candles are in it. */
    int count() {
        return count;
    }

    void addOpen(int series, PriceType price, HeldCandle candle) {
        add(series, price, candle);
    }

    /** Adds a closed candle; {@code leavesGap}: its row among the open ones is to be deleted, as none takes its place. */
    void addClosed(int series, PriceType price, HeldCandle candle, boolean leavesGap) {
        Row row = add(series, price, candle);
        row.isClosed = true;
        row.leavesGap = leavesGap;
    }

    void addSource(LiveCandles source) {
        sources.add(source);
    }

    private Row add(int series, PriceType price, HeldCandle candle) {
        if (count == rows.size()) {
            rows.add(new Row());
        }
        Row row = rows.get(count++);
        row.candle.copyFrom(candle.candle);
        row.series = series;
        row.price = price;
        row.intervalSeconds = candle.intervalSeconds;
        row.startNanos = candle.startNanos;
        row.isClosed = row.leavesGap = false;
        return row;
    }

    /** Writes all, inside a transaction of the caller's; may be repeated where that is rolled back. */
    void write(CandleTable table) throws SQLException {
        try {
            writeRows(table);
        } catch (SQLException e) {
            // What is queued must not join a later transaction, and SQLite may have dropped the statements.
            table.close();
            throw e;
        }
    }

    private void writeRows(CandleTable table) throws SQLException {
        for (int i = 0; i < count; i++) {
            Row row = rows.get(i);
            if (!row.isClosed) {
                table.putOpen(row.series, row.price, row.intervalSeconds, row.startNanos, row.candle);
                continue;
            }
            table.putClosed(row.series, row.price, row.intervalSeconds, row.startNanos, row.candle);
            if (row.leavesGap) {
                table.deleteOpen(row.series, row.price, row.intervalSeconds, row.startNanos);
            }
        }
        table.flush();
    }

    /** Takes the closed candles of a batch, one after the other. */
    interface ClosedSink {
        /** Takes one, in a holder that the batch goes on using. */
        void accept(PriceType price, int intervalSeconds, long tsNanos, Candle candle);
    }

    /** Gives every candle that is closed for good, be it new or changed by a late tick. */
    void forEachClosed(ClosedSink sink) {
        for (int i = 0; i < count; i++) {
            Row row = rows.get(i);
            if (row.isClosed) {
                sink.accept(row.price, row.intervalSeconds, row.startNanos, row.candle);
            }
        }
    }

    /** After the transaction: the series drop what they need no longer, and the batch is empty again. */
    void committed() {
        for (LiveCandles source : sources) {
            source.committed();
        }
        sources.clear();
        count = 0;
        if (rows.size() > SPARE_LIMIT) {
            rows.subList(SPARE_LIMIT, rows.size()).clear();
        }
    }
}
