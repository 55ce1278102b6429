package io.tapedeck.query;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the quotes of trades in order: looks each symbol's last quote before the first trade up, then goes through trades and
 * quotes side by side. Where no trade comes for a while, it looks up again instead of reading all quotes between. Goes on from
 * one chunk of trades to the next where they are in order of time. One thread at a time.
 */
final class QuoteJoin {
    private static final long READ_ON_NANOS = 600_000_000_000L;
    private static final int QUOTES_BETWEEN_CHECKS = 4096;

    private final Snapshots snapshots;
    private final View view;
    private final long visibleSeq;
    private final Deadline deadline;
    private final Map<Integer, Held> held = new HashMap<>();
    private long placeTs = Long.MIN_VALUE;
    private long placeSeq;
    private int untilCheck = QUOTES_BETWEEN_CHECKS;
    private Found found;

    /** A symbol's last quote so far. */
    private static final class Held {
        TickRows rows = new TickRows(TickKind.QUOTE);
        /** Where it is among those found, or -1 while no trade asked for it. */
        int row = -1;
    }

    /**
     * The quotes of a chunk of trades.
     *
     * @param quotes the quotes, each once where it has one trade or more
     * @param rows of each trade the row of its quote, or -1
     */
    record Found(TickRows quotes, int[] rows) {
        int rowOf(int trade) {
            return rows[trade];
        }
    }

    QuoteJoin(Snapshots snapshots, View view, long visibleSeq, Deadline deadline) {
        this.snapshots = snapshots;
        this.view = view;
        this.visibleSeq = visibleSeq;
        this.deadline = deadline;
    }

    /** The quotes of the trades in some rows, which are in order, newest first where {@code descending}. */
    Found quotes(TickRows trades, int from, int to, boolean descending) {
        found = new Found(new TickRows(TickKind.QUOTE), new int[to - from]);
        held.values().forEach(quote -> quote.row = -1);
        int step = descending ? -1 : 1;
        int first = descending ? to - 1 : from;
        int behind = descending ? from - 1 : to;
        for (int at = first; at != behind; ) {
            int end = at + step;
            while (end != behind && trades.ts(end) - trades.ts(end - step) <= READ_ON_NANOS) {
                end += step;
            }
            join(trades, at, end, step, from);
            at = end;
        }
        return found;
    }

    /** Trades without a long pause between them. */
    private void join(TickRows trades, int at, int end, int step, int base) {
        long ts = trades.ts(at);
        boolean goesOn = placeTs != Long.MIN_VALUE
                && Range.before(placeTs, placeSeq, ts, trades.seq(at))
                && ts - placeTs <= READ_ON_NANOS;
        if (!goesOn) {
            held.clear();
            placeTs = ts;
            placeSeq = trades.seq(at);
        }
        lookUp(trades, at, end, step);
        int last = end - step;
        Range range = new Range(placeTs, placeSeq, trades.ts(last), trades.seq(last));
        int[] symbols =
                held.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        RowRun quotes = scan(Direction.ASCENDING, 1L << 20).run(symbols, range);
        boolean more = quotes.next();
        for (int row = at; row != end; row += step) {
            more = more && readTo(quotes, trades.ts(row), trades.seq(row));
            found.rows()[row - base] = keep(held.get(TickHead.symbol(trades.head(row))));
        }
        placeTs = trades.ts(last);
        placeSeq = trades.seq(last);
    }

    /** Looks up the last quote before the place of each symbol that is not known yet. */
    private void lookUp(TickRows trades, int at, int end, int step) {
        for (int row = at; row != end; row += step) {
            int symbol = TickHead.symbol(trades.head(row));
            if (!held.containsKey(symbol)) {
                Held quote = new Held();
                held.put(symbol, quote);
                RowRun back = scan(Direction.DESCENDING, 1).run(new int[] {symbol}, new Range(0, 0, placeTs, placeSeq));
                if (back.next()) {
                    quote.rows.add(back.rows, back.at);
                }
            }
        }
    }

    private TickScan scan(Direction direction, long wanted) {
        return new TickScan(snapshots, view, TickKind.QUOTE, direction, visibleSeq, wanted, deadline);
    }

    /** Takes in the quotes before a place; whether there are more behind it. */
    private boolean readTo(RowRun quotes, long ts, long seq) {
        do {
            for (; quotes.at != quotes.end; quotes.at++) {
                if (!Range.before(quotes.rows.ts(quotes.at), quotes.rows.seq(quotes.at), ts, seq)) {
                    return true;
                }
                Held quote = held.get(TickHead.symbol(quotes.rows.head(quotes.at)));
                quote.rows.clear();
                quote.rows.add(quotes.rows, quotes.at);
                quote.row = -1;
                check();
            }
        } while (quotes.next());
        return false;
    }

    private void check() {
        if (--untilCheck == 0) {
            untilCheck = QUOTES_BETWEEN_CHECKS;
            deadline.check();
        }
    }

    private int keep(Held quote) {
        if (quote.row < 0 && quote.rows.count() > 0) {
            quote.row = found.quotes().count();
            found.quotes().add(quote.rows, 0);
        }
        return quote.row;
    }
}
