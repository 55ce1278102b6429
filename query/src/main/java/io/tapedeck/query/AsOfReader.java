package io.tapedeck.query;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;

/**
 * Gives each trade the quote that held when it came. Trades are read a chunk at a time, as pages of the same answer; the quotes
 * come from the stretch of time that the chunk spans, all as of the same {@code seq}. Any thread; a call has no state.
 */
final class AsOfReader {
    private static final int CHUNK_TRADES = 4096;

    private final Snapshots snapshots;
    private final View view;
    private final TickReader ticks;

    AsOfReader(Snapshots snapshots, View view, TickReader ticks) {
        this.snapshots = snapshots;
        this.view = view;
        this.ticks = ticks;
    }

    Page read(TickQuery query, Deadline deadline, AsOfSink sink) {
        boolean newest = query.order() == TickQuery.Order.NEWEST;
        long left = query.limit();
        Page page;
        QuoteJoin join = null;
        long count = 0;
        String cursor = query.cursor();
        do {
            // The newest have no further page, so they come at once: as many as a page may have.
            long wanted = newest ? left : Math.min(left, CHUNK_TRADES);
            TickRows trades = new TickRows(TickKind.TRADE);
            page = ticks.read(part(query, wanted, cursor), deadline, trades::add);
            join = join == null ? new QuoteJoin(snapshots, view, page.seq(), deadline) : join;
            boolean descending = query.order() == TickQuery.Order.DESCENDING;
            for (int from = 0; from < trades.count(); from += CHUNK_TRADES) {
                int to = Math.min(trades.count(), from + CHUNK_TRADES);
                hand(trades, from, to, join.quotes(trades, from, to, descending), sink);
            }
            left -= page.count();
            count += page.count();
            cursor = page.next();
        } while (left > 0 && cursor != null);
        return new Page(page.next(), page.seq(), count);
    }

    private static TickQuery part(TickQuery query, long limit, String cursor) {
        return new TickQuery(
                query.kind(), query.symbols(), query.fromNanos(), query.toNanos(), query.order(), limit, cursor);
    }

    private static void hand(TickRows trades, int from, int to, QuoteJoin.Found found, AsOfSink sink) {
        Tick trade = new Tick();
        Tick quote = new Tick();
        for (int row = from; row < to; row++) {
            trades.get(row, trade);
            int at = found.rowOf(row - from);
            if (at >= 0) {
                found.quotes().get(at, quote);
            }
            sink.accept(trade, at < 0 ? null : quote);
        }
    }
}
