package io.tapedeck.query;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;

/**
 * Answers queries for statistics, out of the ticks themselves: one pass over the trades, one over the quotes. Any thread; a
 * call has no state.
 */
final class StatsReader {
    private final Snapshots snapshots;
    private final View view;
    private final EpochClock clock;

    StatsReader(Snapshots snapshots, View view, EpochClock clock) {
        this.snapshots = snapshots;
        this.view = view;
        this.clock = clock;
    }

    Stats read(int symbol, long fromNanos, long toNanos, Deadline deadline) {
        long visibleSeq = view.visibleSeq();
        Range range = Range.ofTimes(fromNanos, toNanos);
        TradeTally trades = new TradeTally();
        forEachStretch(symbol, TickKind.TRADE, range, visibleSeq, deadline, trades);
        QuoteTally quotes = new QuoteTally(trades.isEmpty());
        forEachStretch(symbol, TickKind.QUOTE, range, visibleSeq, deadline, quotes);
        // An end in the future, or none at all, says nothing of how long the last price stood.
        boolean hasEnd = toNanos != Long.MAX_VALUE && toNanos <= clock.nanos();
        long end = hasEnd ? toNanos : Long.MIN_VALUE;
        return trades.isEmpty() ? quotes.stats(end, visibleSeq) : trades.stats(end, quotes, visibleSeq);
    }

    private void forEachStretch(
            int symbol, TickKind kind, Range range, long visibleSeq, Deadline deadline, Tally tally) {
        RowRun run = new TickScan(snapshots, view, kind, Direction.ASCENDING, visibleSeq, Long.MAX_VALUE, deadline)
                .run(new int[] {symbol}, range);
        while (run.next()) {
            deadline.check();
            tally.add(run.rows, run.at, run.end);
        }
    }

    /** Takes rows in order. */
    interface Tally {
        void add(TickRows rows, int from, int to);
    }
}
