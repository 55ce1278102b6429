package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;
import java.util.ArrayList;
import java.util.List;

/** Who follows the prices of one symbol, and the symbol's rows in the group of ticks at hand. The writer's thread. */
final class SymbolWatch {
    private static final int BID = PriceMark.Kind.BID.decimal();
    private static final int ASK = PriceMark.Kind.ASK.decimal();

    private final List<PositionTracker> trackers = new ArrayList<>();
    private final List<AlertTracker> silences = new ArrayList<>();
    private final PriceAlerts[] alerts = new PriceAlerts[PriceMark.Kind.values().length]; // by what they look at
    private final PriceRun prices = new PriceRun();
    private int tradesFrom;
    private int tradesTo;
    private int quotesFrom;
    private int quotesTo;

    void add(PositionTracker tracker) {
        trackers.add(tracker);
    }

    /** Adds an alert that is about the symbol. */
    void add(AlertTracker alert) {
        if (alert.alert().type() == Alert.Type.SILENCE) {
            silences.add(alert);
            return;
        }
        int kind = alert.alert().of().ordinal();
        if (alerts[kind] == null) {
            alerts[kind] = new PriceAlerts();
        }
        alerts[kind].add(alert);
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
        if (quotesTo > quotesFrom && trackers.stream().anyMatch(PositionTracker::isMarkedAtTrades)) {
            eachByEach(group); // from the first quote on trades do not count
        } else {
            trades(group);
            quotes(group, Position.Side.LONG, BID);
            quotes(group, Position.Side.SHORT, ASK);
        }
        alerts(group, PriceMark.Kind.TRADE, tradesFrom, tradesTo);
        alerts(group, PriceMark.Kind.BID, quotesFrom, quotesTo);
        alerts(group, PriceMark.Kind.ASK, quotesFrom, quotesTo);
        hear(group, nanos);
        tradesFrom = tradesTo = quotesFrom = quotesTo = 0;
    }

    private void alerts(TickGroup group, PriceMark.Kind kind, int from, int to) {
        PriceAlerts some = alerts[kind.ordinal()];
        if (some != null && prices.of(group, kind.decimal(), from, to)) {
            some.take(prices);
        }
    }

    private void hear(TickGroup group, long nanos) {
        if (!silences.isEmpty()) {
            long trade = tradesTo > tradesFrom ? group.seq(tradesTo - 1) : 0;
            long quote = quotesTo > quotesFrom ? group.seq(quotesTo - 1) : 0;
            int last = trade > quote ? tradesTo - 1 : quotesTo - 1;
            long tsNanos = TickRow.word(group.rows(), group.place(last) + 8);
            silences.forEach(alert -> alert.heard(group.seq(last), tsNanos, nanos));
        }
    }

    private void trades(TickGroup group) {
        boolean scanned = false;
        for (PositionTracker tracker : trackers) {
            if (tracker.isMarkedAtTrades()) {
                if (!scanned && !prices.of(group, 0, tradesFrom, tradesTo)) {
                    return;
                }
                scanned = true;
                tracker.take(prices);
            }
        }
    }

    private void quotes(TickGroup group, Position.Side side, int decimal) {
        boolean scanned = false;
        for (PositionTracker tracker : trackers) {
            if (tracker.position().side() == side) {
                if (!scanned && !prices.of(group, decimal, quotesFrom, quotesTo)) {
                    return;
                }
                scanned = true;
                tracker.take(prices);
            }
        }
    }

    /** Trades and quotes in the order of the journal. */
    private void eachByEach(TickGroup group) {
        int trade = tradesFrom;
        int quote = quotesFrom;
        while (trade < tradesTo || quote < quotesTo) {
            boolean isTrade = quote == quotesTo || trade < tradesTo && group.seq(trade) < group.seq(quote);
            tick(group, isTrade ? trade++ : quote++);
        }
    }

    private void tick(TickGroup group, int at) {
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
            } else if (tracker.isMarkedAtTrades()) {
                tracker.price(price, scale, tsNanos, recvNanos, group.seq(at));
            }
        }
    }
}
