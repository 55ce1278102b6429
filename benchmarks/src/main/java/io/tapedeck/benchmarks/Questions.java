package io.tapedeck.benchmarks;

import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.Stats;
import io.tapedeck.query.TickQuery;
import io.tapedeck.query.TickQuery.Order;
import io.tapedeck.writer.PriceType;
import java.util.concurrent.TimeUnit;

/** What a deck is asked in this process; each question counts its answer, so that none can be skipped. Any thread. */
final class Questions {
    static final int PAGE_TICKS = 1_000;
    static final int CANDLES = 100;

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final QueryEngine query;
    private final int symbol;

    Questions(QueryEngine query) {
        this.query = query;
        symbol = query.symbols(PeerMarket.name(0))[0];
    }

    private static Deadline soon() {
        return Deadline.in(PATIENCE_NANOS);
    }

    /** The latest tick of every symbol. */
    void latest(int symbols) {
        BenchmarkException.check(
                "the symbols with a latest tick",
                symbols,
                query.latest(query.symbols(null), soon()).size());
    }

    /** A page of the first symbol's ticks from a time on. */
    void page(long fromNanos) {
        page(fromNanos, Order.ASCENDING);
    }

    /** The newest page of the first symbol's ticks. */
    void newestPage() {
        page(Long.MIN_VALUE, Order.NEWEST);
    }

    private void page(long fromNanos, Order order) {
        long[] lastNanos = {Long.MIN_VALUE};
        TickQuery wanted =
                new TickQuery(TickKind.TRADE, PeerMarket.name(0), fromNanos, Long.MAX_VALUE, order, PAGE_TICKS, null);
        Page page = query.ticks(wanted, soon(), tick -> {
            if (tick.tsNanos() < lastNanos[0]) {
                throw new BenchmarkException(BenchmarkException.Code.WRONG_ANSWER, "a page is not in order of time");
            }
            lastNanos[0] = tick.tsNanos();
        });
        BenchmarkException.check("the ticks of a page", (long) PAGE_TICKS, page.count());
    }

    /** Candles of a minute of the first symbol, from a time on. */
    void candles(long fromNanos) {
        long minute = fromNanos / MINUTE_NANOS * MINUTE_NANOS;
        CandleQuery wanted = new CandleQuery(
                symbol, 60, PriceType.TRADE, minute, Long.MAX_VALUE, CandleQuery.Fill.NONE, CANDLES, Long.MAX_VALUE);
        Candles answer = query.candles(wanted, soon());
        BenchmarkException.check("the candles", CANDLES, answer.rows().size());
    }

    /** How many ticks the first symbol has before a time; it reads them all. */
    long count(long toNanos) {
        Stats stats = query.stats(symbol, Long.MIN_VALUE, toNanos, soon());
        return stats.count();
    }
}
