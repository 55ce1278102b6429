package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A series into which ticks of another tape are brought: what its row says of it, and its candles. The order in which ticks
 * come does not matter. The thread of the connection that writes.
 */
final class CarriedSeries {
    private final int number;
    private final int stride;
    private final LiveCandles candles;
    private long count;
    private long firstTsNanos = Long.MAX_VALUE;
    private long lastTsNanos = Long.MIN_VALUE;
    private final long[] latest;
    private byte[] latestId = new byte[0];
    private boolean changed;

    CarriedSeries(int number, LiveCandles candles) {
        this.number = number;
        this.candles = candles;
        stride = (number & 1) == 0 ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE;
        latest = new long[stride];
    }

    LiveCandles candles() {
        return candles;
    }

    /** Takes over what the tape says of the series: first_ts, last_ts, count and latest. */
    void restore(ResultSet row) throws SQLException {
        firstTsNanos = row.getLong(1);
        lastTsNanos = row.getLong(2);
        count = row.getLong(3);
        latestId = LatestTick.decodeWords(row.getBytes(4), latest, stride);
    }

    /** Adds ticks of this series, in the order of ts and seq. */
    void add(TickRows rows) {
        int last = rows.count() - 1;
        if (isBehindLatest(rows.ts(last), rows.seq(last))) {
            setLatest(rows, last);
        }
        count += rows.count();
        firstTsNanos = Math.min(firstTsNanos, rows.ts(0));
        lastTsNanos = Math.max(lastTsNanos, rows.ts(last));
        candles.apply(rows.words(), 0, rows.count() * stride);
        changed = true;
    }

    private boolean isBehindLatest(long ts, long seq) {
        return ts > lastTsNanos || ts == lastTsNanos && seq > latest[stride - 1];
    }

    private void setLatest(TickRows rows, int row) {
        System.arraycopy(rows.words(), row * stride, latest, 0, stride);
        if ((number & 1) == 0 && TickHead.hasIdBytes(latest[0])) {
            int from = (int) (latest[5] >>> 8);
            latestId = Arrays.copyOfRange(rows.ids(), from, from + (int) (latest[5] & 0xff));
        }
    }

    /** Writes what changed; in a transaction. */
    void write(SeriesTable table, CandleBatch batch) throws SQLException {
        if (changed) {
            table.upsert(number, firstTsNanos, lastTsNanos, count, LatestTick.encode(latest, stride, latestId));
            candles.cut(batch);
            changed = false;
        }
    }
}
