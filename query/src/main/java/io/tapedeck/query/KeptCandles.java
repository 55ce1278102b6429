package io.tapedeck.query;

import io.tapedeck.writer.Candle;
import io.tapedeck.writer.CandleTable;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Merges candles out of those that the writer keeps, of the largest kept interval that divides the wanted one. Memory is
 * copied first, then the tape is read chunk by chunk, each under its own short snapshot. Memory's candles win; of the tape's
 * those count whose ticks all belong to what was copied. One that a late tick has changed since makes the whole read worthless,
 * which {@link ChangedMeanwhile} says: to be tried again from a new copy. One thread at a time.
 */
final class KeptCandles implements CandleSource {
    private static final int[] KEPT_SECONDS = {86_400, 3_600, 60};
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final int MIN_CHUNK = 16;
    private static final int MAX_CHUNK = 4_096;

    private final Snapshots snapshots;
    private final Deadline deadline;
    private final int series;
    private final PriceType type;
    private final int keptSeconds;
    private final long intervalNanos;
    private final NavigableMap<Long, Candle> memory = new TreeMap<>();
    private long seq;
    private long lateTicks;

    /** A late tick has changed a candle of the tape since memory was copied. */
    static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChangedMeanwhile() {
            super("a late tick has changed a candle meanwhile", null, false, false);
        }
    }

    /** Candles of the tape in order of time, and whether there are more behind them. */
    private record Chunk(NavigableMap<Long, Candle> candles, long lastTs, boolean more) {}

    KeptCandles(
            Snapshots snapshots,
            View.Series memorySeries,
            int series,
            PriceType type,
            long intervalSeconds,
            Deadline deadline) {
        this.snapshots = snapshots;
        this.series = series;
        this.type = type;
        this.keptSeconds = keptSeconds(intervalSeconds);
        this.intervalNanos = intervalSeconds * NANOS_A_SECOND;
        this.deadline = deadline;
        copyMemory(memorySeries);
    }

    /** The largest kept interval that divides one, or 0 where none does. */
    static int keptSeconds(long intervalSeconds) {
        for (int seconds : KEPT_SECONDS) {
            if (intervalSeconds % seconds == 0) {
                return seconds;
            }
        }
        return 0;
    }

    private void copyMemory(View.Series memorySeries) {
        Optional<LiveSeries.Candles> copied = memorySeries.copyCandles(type);
        LiveSeries.Candles candles = copied.isPresent()
                ? copied.get()
                : snapshots.readTogether(
                        deadline, reader -> reader.candles().openCandles(series, type, TapeView.appliedSeq(reader)));
        seq = candles.seq();
        lateTicks = candles.lateTicks();
        for (LiveSeries.LiveCandle live : candles.candles()) {
            if (live.intervalSeconds() == keptSeconds) {
                memory.put(live.tsNanos(), live.candle());
            }
        }
    }

    @Override
    public long seq() {
        return seq;
    }

    /** As {@link LiveSeries.Candles#lateTicks}. */
    long lateTicks() {
        return lateTicks;
    }

    /** No kept candle that begins before can change any more, but by a late tick; the least number where there is none. */
    long closedUpToNanos() {
        return memory.isEmpty() ? Long.MIN_VALUE : memory.lastKey();
    }

    @Override
    public List<Candles.Row> oldest(long fromNanos, long toNanos, int limit) {
        Buckets buckets = new Buckets(intervalNanos, limit);
        long from = fromNanos;
        long to = Bucket.startFromOrEnd(toNanos, intervalNanos);
        while (from < to) {
            if (from >= closedUpToNanos() && !memory.isEmpty()) {
                addAll(
                        memory.subMap(from, true, to, false),
                        buckets); // of what is not closed the tape has nothing newer
                break;
            }
            long begin = from;
            int size = chunkSize(limit);
            Chunk chunk = read(reader -> reader.candles().range(series, type, keptSeconds, begin, to), size);
            NavigableMap<Long, Candle> candles = chunk.candles();
            candles.putAll(chunk.more() ? memory.subMap(from, true, chunk.lastTs(), true) : memory.subMap(from, to));
            if (!addAll(candles, buckets) || !chunk.more()) {
                return buckets.rows();
            }
            from = chunk.lastTs() + 1;
        }
        return buckets.rows();
    }

    @Override
    public List<Candles.Row> newest(long toNanos, int limit) {
        Buckets buckets = new Buckets(intervalNanos, limit);
        long to = Bucket.startFromOrEnd(toNanos, intervalNanos);
        while (true) {
            long end = to;
            int size = chunkSize(limit);
            Chunk chunk = read(reader -> reader.candles().newest(series, type, keptSeconds, end, size + 1), size);
            NavigableMap<Long, Candle> candles = chunk.candles();
            candles.putAll(chunk.more() ? memory.subMap(chunk.lastTs(), true, to, false) : memory.headMap(to, false));
            if (!addAll(candles.descendingMap(), buckets) || !chunk.more()) {
                return buckets.rows();
            }
            to = chunk.lastTs();
        }
    }

    private int chunkSize(int limit) {
        long wanted = (limit + 1L) * (intervalNanos / NANOS_A_SECOND / keptSeconds);
        return (int) Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, wanted));
    }

    /** Adds candles in their map's order; false when there are enough. */
    private static boolean addAll(NavigableMap<Long, Candle> candles, Buckets buckets) {
        for (NavigableMap.Entry<Long, Candle> entry : candles.entrySet()) {
            Candle into = buckets.at(entry.getKey());
            if (into == null) {
                return false;
            }
            into.merge(entry.getValue());
        }
        return true;
    }

    private Chunk read(Snapshots.Work<ResultSet> query, int size) {
        return snapshots.read(deadline, reader -> {
            try (ResultSet rows = query.run(reader)) {
                return chunk(rows, size);
            }
        });
    }

    private Chunk chunk(ResultSet rows, int size) throws SQLException {
        NavigableMap<Long, Candle> candles = new TreeMap<>();
        long lastTs = 0;
        int read = 0;
        while (rows.next()) {
            if (read++ == size) {
                return new Chunk(candles, lastTs, true);
            }
            lastTs = rows.getLong(CandleTable.TS_COLUMN);
            Candle candle = new Candle();
            CandleTable.read(rows, candle);
            if (memory.containsKey(lastTs) || candle.minSeq() > seq) {
                continue;
            }
            if (candle.maxSeq() > seq) {
                throw new ChangedMeanwhile();
            }
            candles.put(lastTs, candle);
        }
        return new Chunk(candles, lastTs, false);
    }
}
