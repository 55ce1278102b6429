package io.tapedeck.writer;

/**
 * The live candles of one series and one price: the open minute, hour and day, and the closed ones that have to be in memory.
 * An open hour or day has all of its ticks but those of the open minute, which is merged into both when it closes; closed ones
 * have all. A minute is open until a tick of a later one comes, and is then closed for good: later ticks of its time are late,
 * and go to the closed minute and to its hour and day, which are in memory or are loaded whole.
 *
 * <p>Changed by the writer's thread, inside {@link LiveCandles}' lock wherever readers could see it.
 */
final class CandleTrack {
    private static final BaseInterval[] INTERVALS = BaseInterval.values();
    private static final int MINUTE = 0;
    private static final long NO_MINUTE = Long.MIN_VALUE;

    final PriceType price;
    final HeldCandle[] open = new HeldCandle[BaseInterval.COUNT];
    final ClosedCandles closed = new ClosedCandles();

    private final CandlePool pool;
    private final HeldCandle[] late = new HeldCandle[BaseInterval.COUNT];
    private long lateMinute = NO_MINUTE;
    private long openMinute = NO_MINUTE;
    private long lateTicks;
    // The open minute's, at hand for each tick.
    private Candle minute;

    CandleTrack(PriceType price, CandlePool pool) {
        this.price = price;
        this.pool = pool;
    }

    /** Whether a time is before the open minute. */
    boolean isLate(long tsNanos) {
        return tsNanos < openMinute;
    }

    /** The candle for a tick that is not late; opens its minute where it is a new one. */
    Candle minute(long tsNanos) {
        // Unsigned, so that "no minute yet" is far away too.
        if (Long.compareUnsigned(tsNanos - openMinute, BaseInterval.MINUTE.nanos) >= 0) {
            openMinute(tsNanos);
        }
        return minute;
    }

    /** When the open minute begins. */
    long minuteStart() {
        return openMinute;
    }

    private void openMinute(long tsNanos) {
        for (int i = 1; i < open.length && minute != null; i++) {
            open[i].candle.merge(minute);
        }
        for (int i = 0; i < open.length; i++) {
            long start = INTERVALS[i].start(tsNanos);
            if (open[i] == null || open[i].startNanos != start) {
                if (open[i] != null) {
                    close(open[i]);
                }
                open[i] = pool.take(INTERVALS[i], start);
            }
        }
        minute = open[MINUTE].candle;
        openMinute = open[MINUTE].startNanos;
    }

    private void close(HeldCandle candle) {
        candle.markChanged();
        closed.insert(candle);
    }

    /** Has the candles of a late time in memory, by loading those that are not; outside of the lock, as that takes time. */
    void bringBack(long tsNanos, int series, CandleLoader loader, SeqLock lock) {
        long start = BaseInterval.MINUTE.start(tsNanos);
        if (start == lateMinute) {
            return;
        }
        lateMinute = NO_MINUTE;
        for (int i = 0; i < late.length; i++) {
            late[i] = find(INTERVALS[i], tsNanos);
            if (late[i] == null) {
                late[i] = load(INTERVALS[i], tsNanos, series, loader);
                lock.begin();
                closed.insert(late[i]);
                lock.end();
            }
        }
        lateMinute = start;
    }

    /** A candle for the late tick that was brought back last. */
    Candle late(int interval) {
        return late[interval].candle;
    }

    /** A late tick is added to closed candles; inside the lock. */
    void countLate() {
        lateTicks++;
    }

    /** How many late ticks were added; while that is the same, so is every closed candle. */
    long lateTicks() {
        return lateTicks;
    }

    private HeldCandle find(BaseInterval interval, long tsNanos) {
        long start = interval.start(tsNanos);
        HeldCandle newest = open[interval.ordinal()];
        return newest.startNanos == start ? newest : closed.find(interval, start);
    }

    private HeldCandle load(BaseInterval interval, long tsNanos, int series, CandleLoader loader) {
        long start = interval.start(tsNanos);
        HeldCandle candle = pool.take(interval, start);
        try {
            loader.load(series, price, interval.seconds, start, candle.candle);
            candle.markCut();
            return candle;
        } catch (RuntimeException e) {
            pool.giveBack(candle);
            throw e;
        }
    }

    /** Copies what changed since the last cut. */
    void cut(int series, CandleBatch out) {
        for (int i = 0; i < closed.count; i++) {
            HeldCandle candle = closed.items[i];
            if (candle.isChanged()) {
                // Else its successor, which must be in this very cut, takes its row.
                boolean leavesGap = candle.isStoredOpen && open[slot(candle)].candle.count() == 0;
                out.addClosed(series, price, candle, leavesGap);
                candle.isStoredOpen = false;
                candle.markCut();
            }
        }
        for (HeldCandle candle : open) {
            if (candle != null && candle.isChanged()) {
                out.addOpen(series, price, candle);
                candle.isStoredOpen = true;
                candle.markCut();
            }
        }
    }

    private static int slot(HeldCandle candle) {
        return BaseInterval.of(candle.intervalSeconds).ordinal();
    }

    /** Drops the closed candles that the tape holds as they are. */
    void evictUnchanged() {
        closed.evictUnchanged(pool);
        lateMinute = NO_MINUTE;
    }

    /** Puts in a candle that was open when the tape was left; the minute first. */
    void restore(BaseInterval interval, long startNanos, Candle candle) {
        if (interval == BaseInterval.MINUTE) {
            openMinute(startNanos);
        }
        HeldCandle place = open[interval.ordinal()];
        if (place == null || place.startNanos != startNanos || place.candle.count() != 0) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "open candle of " + price + ", " + interval + " at " + startNanos + " does not belong to "
                            + (place == null ? "any open minute" : "the open minute " + openMinute)
                            + ": restore the tape from a backup or rebuild it from the journal");
        }
        place.candle.copyFrom(candle);
        place.isStoredOpen = true;
        place.markCut();
    }
}
