package io.tapedeck.query;

import io.tapedeck.writer.PriceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers closed candles as the rows of answers: of each series, price and interval one run without a hole. A run counts as long
 * as the number of late ticks is what it was when it was read, for nothing else changes a closed candle. At most
 * {@value #MAX_ROWS} rows are kept, some 15 MB with their numbers' texts, of the runs that were asked for last. Any thread.
 */
final class CandleCache {
    static final int MAX_ROWS = 24_000;

    /** The rows of one run at most, the newest ones. */
    static final int MAX_RUN_ROWS = MAX_ROWS / 2;

    private final Map<Key, Run> runs = new LinkedHashMap<>(16, 0.75f, true);
    private int rows;

    /** What a run is of. */
    record Key(int series, PriceType price, long intervalSeconds) {}

    /**
     * All closed candles of a range of time.
     *
     * @param lateTicks as {@link io.tapedeck.writer.LiveSeries.Candles#lateTicks} when it was read
     * @param fromNanos where the range begins; the least number where nothing is before
     * @param toNanos where it ends
     * @param rows the candles, oldest first; not to be changed
     */
    record Run(long lateTicks, long fromNanos, long toNanos, List<Candles.Row> rows) {
        /** The place of the first row that does not begin before a time. */
        int place(long tsNanos) {
            int low = 0;
            int high = rows.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (rows.get(middle).tsNanos() < tsNanos) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        Run withNewer(List<Candles.Row> newer, long newToNanos) {
            return new Run(lateTicks, fromNanos, newToNanos, joined(rows, newer));
        }

        Run withOlder(List<Candles.Row> older, long newFromNanos) {
            return new Run(lateTicks, newFromNanos, toNanos, joined(older, rows));
        }

        private Run newest(int limit) {
            List<Candles.Row> kept = new ArrayList<>(rows.subList(rows.size() - limit, rows.size()));
            return new Run(lateTicks, kept.get(0).tsNanos(), toNanos, Collections.unmodifiableList(kept));
        }

        private static List<Candles.Row> joined(List<Candles.Row> first, List<Candles.Row> second) {
            List<Candles.Row> joined = new ArrayList<>(first.size() + second.size());
            joined.addAll(first);
            joined.addAll(second);
            return Collections.unmodifiableList(joined);
        }
    }

    /** The run that counts at a number of late ticks, or null. */
    synchronized Run find(Key key, long lateTicks) {
        Run run = runs.get(key);
        return run != null && run.lateTicks == lateTicks ? run : null;
    }

    /** Remembers a run in the place of the one of its key, unless that is of a later state. */
    synchronized void put(Key key, Run run) {
        Run before = runs.get(key);
        if (before != null && before.lateTicks > run.lateTicks) {
            return;
        }
        Run kept = run.rows.size() > MAX_RUN_ROWS ? run.newest(MAX_RUN_ROWS) : run;
        runs.put(key, kept);
        rows += kept.rows.size() - (before == null ? 0 : before.rows.size());
        Iterator<Run> oldest = runs.values().iterator();
        while (rows > MAX_ROWS) {
            rows -= oldest.next().rows.size();
            oldest.remove();
        }
    }

    /** How many rows are kept. */
    synchronized int rows() {
        return rows;
    }
}
