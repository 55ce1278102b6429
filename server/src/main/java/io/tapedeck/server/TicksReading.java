package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.query.TickQuery.Order;
import io.tapedeck.query.TimeRange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/trades} and {@code GET /v1/quotes}: ticks in (ts, seq) order, in pages or as one stream. */
final class TicksReading implements Route {
    private static final long PAGE_TICKS = 1_000;
    private static final long MAX_PAGE_TICKS = 100_000;

    /** A stream ends with its range; what bounds it is that its client keeps reading. */
    private static final long UNBOUNDED_NANOS = Long.MAX_VALUE / 2;

    private final Reading reading;
    private final TickKind kind;

    TicksReading(Reading reading, TickKind kind) {
        this.reading = reading;
        this.kind = kind;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "from", "to", "limit", "order", "last", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        TickQuery query = query(call);
        if (query.limit() == Long.MAX_VALUE) {
            stream(call, query);
        } else {
            Paged.send(call, out -> print(call, query, call.deadline(), out).next());
        }
    }

    private void stream(Call call, TickQuery query) throws IOException {
        if (call.isHead()) {
            // One tick is enough to find out whether the query is a good one.
            print(call, first(query), call.deadline(), OutputStream.nullOutputStream());
        }
        OutputStream out = call.stream(200, call.format().contentType());
        if (!call.isHead()) {
            print(call, query, Deadline.in(UNBOUNDED_NANOS), out);
        }
        out.close(); // not reached by a failure: the cut is to be seen
    }

    private static TickQuery first(TickQuery query) {
        return new TickQuery(
                query.kind(), query.symbols(), query.fromNanos(), query.toNanos(), query.order(), 1, query.cursor());
    }

    private Page print(Call call, TickQuery query, Deadline deadline, OutputStream out) throws IOException {
        TickText text = new TickText(
                out,
                TickText.Format.valueOf(call.format().name()),
                call.time(),
                call.numbers(),
                reading.engine().registry(),
                kind);
        Page page = reading.engine().ticks(query, deadline, tick -> print(text, tick));
        text.flush();
        return page;
    }

    private static void print(TickText text, Tick tick) {
        try {
            text.print(tick);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TickQuery query(Call call) {
        Params params = call.params();
        String cursor = params.text("cursor");
        TimeRange first = cursor == null ? null : QueryEngine.cursorRange(cursor);
        long from = bound(params.text("from"), cursor == null ? 0 : first.fromNanos(), first != null);
        long to = bound(params.text("to"), cursor == null ? Long.MAX_VALUE : first.toNanos(), first != null);
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

    /** A bound of the range. One that moves with the clock is not computed anew for a further page: its first page's stands. */
    private long bound(String text, long standing, boolean isFurtherPage) {
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
