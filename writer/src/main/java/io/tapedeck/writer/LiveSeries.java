package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import java.util.List;

/**
 * The part of one series that is still in the writer's memory: its open and uncommitted blocks, its live candles, its latest
 * tick and its counts. The writer changes it; any thread may read it through the methods here, each of which copies.
 */
public final class LiveSeries {
    LiveSeries() {}

    /**
     * The ticks in memory of one UTC date.
     *
     * @param date the date, as in the tape
     * @param fromSeq the tape holds this date's ticks below this {@code seq}; those from it on are in {@code rows}
     * @param rows the ticks in memory up to the wanted {@code seq}, in no order
     */
    public record Day(String date, long fromSeq, TickRows rows) {}

    /**
     * Copies the ticks in memory. To be called before the tape's snapshot is taken: of each date that is returned only
     * ticks with {@code seq < fromSeq} may be taken from the tape, of any other date all with {@code seq <= visibleSeq}.
     *
     * @param visibleSeq the last {@code seq} wanted, as {@link LiveView#visibleSeq} gave it
     * @param fromTsNanos times below are not copied
     * @param toTsNanos times from here on are not copied
     * @return a day for each date that memory holds blocks of, also where no tick in it is in the range of times; by date
     */
    public List<Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * A candle in memory.
     *
     * @param price which price it is of
     * @param intervalSeconds 60, 3,600 or 86,400
     * @param tsNanos its beginning
     * @param candle its value, a copy
     */
    public record LiveCandle(PriceType price, int intervalSeconds, long tsNanos, Candle candle) {}

    /**
     * Candles of one series as of one {@code seq}.
     *
     * @param seq all ticks of the series up to here are in the candles, none behind
     * @param candles the candles in memory, whole, never differences; each wins over the tape's of the same key
     */
    public record Candles(long seq, List<LiveCandle> candles) {}

    /**
     * Copies the candles in memory, all as of the same {@code seq}. To be called before the tape's snapshot is taken; of the
     * tape's candles those count whose {@code max_seq} is at most the {@code seq} returned and whose key is not in memory.
     * One with {@code min_seq <= seq < max_seq} was changed by a late tick meanwhile: start over.
     *
     * @param price which price
     * @return the candles
     */
    public Candles copyCandles(PriceType price) {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies the greatest tick by (ts, seq).
     *
     * @param tick the holder to fill
     * @return false where the series has no tick
     */
    public boolean latest(Tick tick) {
        throw new UnsupportedOperationException();
    }

    /**
     * What a series holds.
     *
     * @param count its ticks
     * @param firstTsNanos its least time
     * @param lastTsNanos its greatest time
     */
    public record Summary(long count, long firstTsNanos, long lastTsNanos) {}

    /**
     * The series' counts.
     *
     * @return a consistent copy
     */
    public Summary summary() {
        throw new UnsupportedOperationException();
    }
}
