package io.tapedeck.server;

import io.tapedeck.journal.TickKind;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.query.TickQuery.Order;
import io.tapedeck.query.TimeRange;
import java.util.List;

/** Reads what a request for ticks asks: symbols, a range, an order, and how many. Stateless; any thread. */
final class TickRequest {
    private static final long PAGE_TICKS = 1_000;
    private static final long MAX_PAGE_TICKS = 100_000;

    private TickRequest() {}

    static List<String> parameters() {
        return Reading.parameters("symbol", "from", "to", "limit", "order", "last", "cursor");
    }

    static TickQuery of(Call call, Reading reading, TickKind kind) {
        Params params = call.params();
        String cursor = params.text("cursor");
        TimeRange first = cursor == null ? null : QueryEngine.cursorRange(cursor);
        long from = bound(reading, params.text("from"), cursor == null ? 0 : first.fromNanos(), first != null);
        long to = bound(reading, params.text("to"), cursor == null ? Long.MAX_VALUE : first.toNanos(), first != null);
        Reading.checkRange(call, from, to);
        long last = params.number("last", 0, 1, MAX_PAGE_TICKS);
        if (last > 0 && (params.has("limit") || params.has("order") || params.has("cursor"))) {
            throw new ProblemException(
                    400,
                    "bad_parameter",
                    "last is beside limit, order or cursor: it stands for the newest ticks alone");
        }
        long whole = call.format() == Format.JSON ? PAGE_TICKS : Long.MAX_VALUE;
        return new TickQuery(
                kind,
                call.params().text("symbol"),
                from,
                to,
                last > 0 ? Order.NEWEST : order(params),
                last > 0 ? last : params.number("limit", whole, 1, MAX_PAGE_TICKS),
                cursor);
    }

    /** The same for one tick, which is enough to find out whether a query is a good one. */
    static TickQuery first(TickQuery query) {
        return new TickQuery(
                query.kind(), query.symbols(), query.fromNanos(), query.toNanos(), query.order(), 1, query.cursor());
    }

    /** A bound of the range. One that moves with the clock is not computed anew for a further page: its first page's stands. */
    private static long bound(Reading reading, String text, long standing, boolean isFurtherPage) {
        if (text == null || isFurtherPage && Times.isRelative(text)) {
            return standing;
        }
        return Times.parseBound(text, reading.now());
    }

    private static Order order(Params params) {
        String order = params.text("order");
        if (order == null || order.equals("asc")) {
            return Order.ASCENDING;
        }
        if (order.equals("desc")) {
            return Order.DESCENDING;
        }
        throw Params.bad("order", order, "asc or desc");
    }
}
