package io.tapedeck.query;

import java.util.List;

/** Where the candles of one series, price and interval come from, all as of one {@code seq}. Rows are
 * marked as complete, whether they are or not. One thread at a time. */
interface CandleSource {
    /** All ticks of the series up to here are in the candles, none behind. */
    long seq();

    /** The oldest candles that begin in a range of time, oldest first; the range begins where an interval begins. */
    List<Candles.Row> oldest(long fromNanos, long toNanos, int limit);

    /** The newest candles that begin before a time, newest first. */
    List<Candles.Row> newest(long toNanos, int limit);
}
