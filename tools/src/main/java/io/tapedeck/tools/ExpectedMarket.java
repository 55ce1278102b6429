package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a deck must answer that recorded the first so many trades of the workload as seq 1 and on, computed from the workload
 * alone; there are at least as many trades as symbols, so that each symbol has one. Candles are kept for the busiest symbols, the last
 * trade for all. Any thread may read it.
 */
final class ExpectedMarket {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int WATCHED = 20;
    private static final long WINDOW_TICKS = 100_000;
    /** Exchange times lie a little before the times at which the market moves. */
    private static final long FIRST_NANOS = MarketWorkload.START_NANOS - SECOND_NANOS;

    private final MarketWorkload workload;
    private final long ticks;
    private final List<List<PlainCandle>> seconds = new ArrayList<>(); // by rank; null where nothing was traded
    private final long[] lastNumbers; // by rank

    /**
     * A range of one symbol's trades.
     *
     * @param rank which symbol
     * @param fromNanos its beginning, a whole second
     * @param toNanos its end, exclusive, a whole second
     * @param sum what its trades add up to
     */
    record Window(int rank, long fromNanos, long toNanos, PlainCandle sum) {}

    ExpectedMarket(MarketWorkload workload, long ticks) {
        this.workload = workload;
        this.ticks = ticks;
        lastNumbers = new long[workload.symbols()];
        for (int rank = 0; rank < watched(); rank++) {
            seconds.add(new ArrayList<>());
        }
        long[] lastTsNanos = new long[workload.symbols()];
        Tick tick = new Tick();
        for (long number = 0; number < ticks; number++) {
            int rank = workload.rank(number);
            workload.fill(tick, number, rank);
            if (rank < watched()) {
                second(rank, tick.tsNanos()).add(tick, number + 1);
            }
            if (tick.tsNanos() >= lastTsNanos[rank]) {
                lastTsNanos[rank] = tick.tsNanos();
                lastNumbers[rank] = number;
            }
        }
    }

    private PlainCandle second(int rank, long tsNanos) {
        List<PlainCandle> mine = seconds.get(rank);
        int index = Math.toIntExact((tsNanos - FIRST_NANOS) / SECOND_NANOS);
        while (mine.size() <= index) {
            mine.add(null);
        }
        if (mine.get(index) == null) {
            mine.set(index, new PlainCandle(FIRST_NANOS + index * SECOND_NANOS));
        }
        return mine.get(index);
    }

    /** The symbols for which more is known than the last trade: the first so many ranks. */
    int watched() {
        return Math.min(WATCHED, workload.symbols());
    }

    /** The number of a symbol's last trade by (ts, seq). */
    long lastNumber(int rank) {
        return lastNumbers[rank];
    }

    /** Candles of a watched symbol that have a trade, oldest first. */
    List<PlainCandle> candles(int rank, long intervalSeconds, long fromNanos, long toNanos) {
        List<PlainCandle> candles = new ArrayList<>();
        PlainCandle last = null;
        for (PlainCandle second : seconds.get(rank)) {
            if (second != null && second.tsNanos() >= fromNanos && second.tsNanos() < toNanos) {
                long beginNanos = second.tsNanos() - second.tsNanos() % (intervalSeconds * SECOND_NANOS);
                if (last == null || last.tsNanos() != beginNanos) {
                    last = new PlainCandle(beginNanos);
                    candles.add(last);
                }
                last.add(second);
            }
        }
        return candles;
    }

    /** The watched symbols' histories, cut into ranges of about a hundred thousand trades, so that all are about as long. */
    List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (int rank = 0; rank < watched(); rank++) {
            cut(rank, windows);
        }
        return windows;
    }

    private void cut(int rank, List<Window> windows) {
        long restTicks = seconds.get(rank).stream()
                .mapToLong(second -> second == null ? 0 : second.count())
                .sum();
        long fromNanos = FIRST_NANOS;
        PlainCandle sum = new PlainCandle(fromNanos);
        for (int i = 0; i < seconds.get(rank).size(); i++) {
            PlainCandle second = seconds.get(rank).get(i);
            if (second != null) {
                sum.add(second);
                restTicks -= second.count();
            }
            long toNanos = FIRST_NANOS + (i + 1) * SECOND_NANOS;
            if (sum.count() > 0 && (restTicks == 0 || sum.count() >= WINDOW_TICKS && restTicks >= WINDOW_TICKS)) {
                windows.add(new Window(rank, fromNanos, toNanos, sum));
                sum = new PlainCandle(toNanos);
                fromNanos = toNanos;
            }
        }
    }

    /** The numbers of the trades in a range, in the order of (ts, seq). */
    List<Long> trades(int rank, long fromNanos, long toNanos) {
        Tick tick = new Tick();
        record Trade(long tsNanos, long number) {}
        List<Trade> found = new ArrayList<>();
        long to = Math.min(ticks, workload.lastNumber(toNanos));
        for (long number = workload.firstNumber(fromNanos); number < to; number++) {
            if (workload.rank(number) == rank) {
                workload.fill(tick, number, rank);
                if (tick.tsNanos() >= fromNanos && tick.tsNanos() < toNanos) {
                    found.add(new Trade(tick.tsNanos(), number));
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparingLong(Trade::tsNanos).thenComparingLong(Trade::number))
                .map(Trade::number)
                .toList();
    }

    /** The numbers of a watched symbol's last trades, in the order of (ts, seq). */
    List<Long> newest(int rank, int count) {
        List<PlainCandle> mine = seconds.get(rank);
        long found = 0;
        int from = mine.size();
        while (from > 0 && found < count) {
            from--;
            found += mine.get(from) == null ? 0 : mine.get(from).count();
        }
        List<Long> all = trades(rank, FIRST_NANOS + from * SECOND_NANOS, FIRST_NANOS + mine.size() * SECOND_NANOS);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
