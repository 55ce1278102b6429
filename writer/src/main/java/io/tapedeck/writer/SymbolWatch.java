package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;
import java.util.ArrayList;
import java.util.List;

/** Who follows the ticks of one symbol, and the symbol's rows in the group of ticks at hand. One thread at a time. */
final class SymbolWatch {
    private final PriceWatch trades = new PriceWatch();
    private final PriceWatch bids = new PriceWatch();
    private final PriceWatch asks = new PriceWatch();
    private final List<AlertTracker> silences = new ArrayList<>();
    private final PriceRun prices; // for the time of a call

    private int tradesFrom;
    private int tradesTo;
    private int quotesFrom;
    private int quotesTo;

    // The last tick, which alerts for silence do not know yet; 0 where they do.
    private long heardSeq;
    private long heardTsNanos;
    private long heardNanos;

    SymbolWatch(PriceRun prices) {
        this.prices = prices;
    }

    private PriceWatch watch(PriceMark.Kind kind) {
        return switch (kind) {
            case TRADE -> trades;
            case BID -> bids;
            case ASK -> asks;
        };
    }

    void add(PositionTracker tracker) {
        watch(tracker.kind()).positions().add(tracker);
    }

    void remove(PositionTracker tracker) {
        watch(tracker.kind()).positions().remove(tracker);
    }

    /** Has a position all that came for it, and notes that it is about to be changed, or an alert on it. */
    void change(PositionTracker tracker) {
        watch(tracker.kind()).positions();
    }

    /** Adds an alert that is about the symbol. */
    void add(AlertTracker alert) {
        if (alert.alert().type() == Alert.Type.SILENCE) {
            settle();
            silences.add(alert);
        } else {
            watch(alert.alert().of()).alerts().add(alert);
        }
    }

    /** Lets go of an alert about the symbol, which may not be here. */
    void remove(AlertTracker alert) {
        if (alert.alert().type() == Alert.Type.SILENCE) {
            settle();
            silences.remove(alert);
        } else {
            watch(alert.alert().of()).alerts().remove(alert);
        }
    }

    /** Whether nobody follows the symbol. */
    boolean isEmpty() {
        return trades.isEmpty() && bids.isEmpty() && asks.isEmpty() && silences.isEmpty();
    }

    /** Notes where the rows of a series are. */
    void run(boolean quotes, int from, int to) {
        if (quotes) {
            quotesFrom = from;
            quotesTo = to;
        } else {
            tradesFrom = from;
            tradesTo = to;
        }
    }

    boolean hasRuns() {
        return tradesTo > tradesFrom || quotesTo > quotesFrom;
    }

    /** Brings the rows of the group to who follows them; it was captured at {@code nanos}. */
    void take(TickGroup group, long nanos) {
        if (quotesTo > quotesFrom && trades.hasPositions()) {
            eachByEach(group); // from the first quote on trades do not count
        } else {
            take(group, trades, PriceMark.Kind.TRADE, tradesFrom, tradesTo);
            take(group, bids, PriceMark.Kind.BID, quotesFrom, quotesTo);
            take(group, asks, PriceMark.Kind.ASK, quotesFrom, quotesTo);
        }
        if (!silences.isEmpty()) {
            hear(group, nanos);
        }
        tradesFrom = tradesTo = quotesFrom = quotesTo = 0;
    }

    private void take(TickGroup group, PriceWatch watch, PriceMark.Kind kind, int from, int to) {
        if (to > from && !watch.isEmpty() && prices.of(group, kind.decimal(), from, to)) {
            watch.take(prices);
        }
    }

    private void hear(TickGroup group, long nanos) {
        long trade = tradesTo > tradesFrom ? group.seq(tradesTo - 1) : 0;
        long quote = quotesTo > quotesFrom ? group.seq(quotesTo - 1) : 0;
        int last = trade > quote ? tradesTo - 1 : quotesTo - 1;
        heardSeq = group.seq(last);
        heardTsNanos = TickRow.word(group.rows(), group.place(last) + 8);
        heardNanos = nanos;
    }

    /** Brings all that came to positions and to alerts for silence. */
    void settle() {
        trades.settle();
        bids.settle();
        asks.settle();
        if (heardSeq > 0) {
            silences.forEach(alert -> alert.heard(heardSeq, heardTsNanos, heardNanos));
            heardSeq = 0;
        }
    }

    /** Trades and quotes in the order of the journal, for positions that are marked at trades so far; alerts after them. */
    private void eachByEach(TickGroup group) {
        List<PositionTracker> all = new ArrayList<>();
        for (PriceMark.Kind kind : PriceMark.Kind.values()) {
            List<PositionTracker> marked = watch(kind).positions();
            all.addAll(marked);
            marked.clear();
        }
        int trade = tradesFrom;
        int quote = quotesFrom;
        while (trade < tradesTo || quote < quotesTo) {
            boolean isTrade = quote == quotesTo || trade < tradesTo && group.seq(trade) < group.seq(quote);
            tick(group, isTrade ? trade++ : quote++, all);
        }
        take(group, trades, PriceMark.Kind.TRADE, tradesFrom, tradesTo);
        take(group, bids, PriceMark.Kind.BID, quotesFrom, quotesTo);
        take(group, asks, PriceMark.Kind.ASK, quotesFrom, quotesTo);
        all.forEach(this::add);
    }

    private static void tick(TickGroup group, int at, List<PositionTracker> trackers) {
        byte[] rows = group.rows();
        int place = group.place(at);
        long head = TickRow.word(rows, place);
        long tsNanos = TickRow.word(rows, place + 8);
        long recvNanos = TickRow.word(rows, place + 16);
        for (PositionTracker tracker : trackers) {
            int decimal = TickHead.isQuote(head)
                    ? tracker.position().side().quoteMark().decimal()
                    : 0;
            long price = TickRow.word(rows, place + 24 + 8 * decimal);
            int scale = TickHead.scale(head, decimal);
            if (TickHead.isQuote(head)) {
                if (TickHead.has(head, decimal)) {
                    tracker.quote(price, scale, tsNanos, recvNanos, group.seq(at));
                }
            } else if (tracker.kind() == PriceMark.Kind.TRADE) {
                tracker.price(price, scale, tsNanos, recvNanos, group.seq(at));
            }
        }
    }
}
