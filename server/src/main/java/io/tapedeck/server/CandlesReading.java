package io.tapedeck.server;

import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.CandleQuery.Fill;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.GapQuery;
import io.tapedeck.writer.PriceType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code GET /v1/candles}: the candles of one symbol, oldest first, in pages or as one stream. */
final class CandlesReading implements Route {
    private static final String ROUTE = "candles";
    static final List<String> COLUMNS =
            List.of("ts", "open", "high", "low", "close", "volume", "vwap", "count", "complete");
    private static final int PAGE_ROWS = 500;
    private static final int MAX_PAGE_ROWS = 10_000;
    private static final GapSpans NO_GAPS = new GapSpans(List.of());
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long CHUNK_NANOS = 10_000_000_000L;

    private final Reading reading;
    private final PrintedCandles printed = new PrintedCandles();

    CandlesReading(Reading reading) {
        this.reading = reading;
    }

    /** The values of the parameter {@code price}. */
    private enum Price {
        AUTO,
        TRADE,
        BID,
        ASK,
        MID
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "interval", "price", "fill", "from", "to", "limit", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.TABLE_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        CandleQuery query = query(call);
        if (call.format() != Format.JSON && !call.params().has("limit")) {
            stream(call, query);
            return;
        }
        String cursor = call.params().text("cursor");
        Candles candles = reading.engine().candles(cursor == null ? query : behind(query, cursor), call.deadline());
        call.setHeader("Tapedeck-Price", name(candles.price()));
        Paged.send(
                call,
                json -> {
                    json.writeStringProperty(
                            "symbol", reading.engine().registry().name(query.symbol()));
                    json.writeStringProperty("interval", Interval.text(query.intervalSeconds()));
                    json.writeStringProperty("price", candles.price() == null ? null : name(candles.price()));
                },
                out -> {
                    RowSink rows = Paged.sink(call, out, COLUMNS);
                    print(call, query, rows, candles, call.deadline());
                    rows.finish();
                    return token(candles);
                });
    }

    private CandleQuery query(Call call) {
        Params params = call.params();
        long from = reading.from(call, Long.MIN_VALUE);
        long to = reading.to(call, Long.MAX_VALUE);
        Reading.checkRange(call, from, to);
        Price price = params.choice("price", Price.class, Price.AUTO);
        return new CandleQuery(
                reading.oneSymbol(call),
                Interval.seconds(params, "interval", 60),
                price == Price.AUTO ? null : PriceType.valueOf(price.name()),
                from,
                to,
                params.choice("fill", Fill.class, Fill.NONE),
                (int) params.number("limit", PAGE_ROWS, 1, MAX_PAGE_ROWS),
                reading.now());
    }

    /** The next page's token: where it begins, and the price that the first page found, which must not change midway. */
    private static String token(Candles candles) {
        return candles.nextFromNanos() == Long.MIN_VALUE
                ? null
                : Token.of(ROUTE, candles.nextFromNanos() + " " + candles.price());
    }

    private static CandleQuery behind(CandleQuery query, String cursor) {
        String[] place = Token.place(ROUTE, cursor).split(" ");
        try {
            return from(query, Long.parseLong(place[0]), PriceType.valueOf(place[1]), query.limit());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw Token.bad(cursor);
        }
    }

    private static CandleQuery from(CandleQuery query, long fromNanos, PriceType price, int limit) {
        return new CandleQuery(
                query.symbol(),
                query.intervalSeconds(),
                price,
                fromNanos,
                query.toNanos(),
                query.fill(),
                limit,
                query.nowNanos());
    }

    /** The whole range, a chunk of candles at a time; each chunk has a deadline of its own. */
    private void stream(Call call, CandleQuery query) throws IOException {
        long from = query.fromNanos() == Long.MIN_VALUE ? firstTs(query, call.deadline()) : query.fromNanos();
        Candles candles = chunk(query, from, query.price());
        call.setHeader("Tapedeck-Price", name(candles.price()));
        OutputStream out = call.stream(200, call.format().contentType());
        RowSink rows = Paged.sink(call, out, COLUMNS);
        while (!call.isHead()) {
            print(call, query, rows, candles, Deadline.in(CHUNK_NANOS));
            if (candles.nextFromNanos() == Long.MIN_VALUE) {
                break;
            }
            candles = chunk(query, candles.nextFromNanos(), candles.price());
        }
        rows.finish();
        out.close(); // not reached by a failure: the cut is to be seen
    }

    private Candles chunk(CandleQuery query, long fromNanos, PriceType price) {
        return reading.engine().candles(from(query, fromNanos, price, MAX_PAGE_ROWS), Deadline.in(CHUNK_NANOS));
    }

    /** Where the first candle begins, which may be long before the first tick: ticks go by their age, candles stay. */
    private long firstTs(CandleQuery query, Deadline deadline) {
        CandleQuery first = new CandleQuery(
                query.symbol(),
                query.intervalSeconds(),
                query.price(),
                0,
                query.toNanos(),
                CandleQuery.Fill.NONE,
                1,
                query.nowNanos());
        List<Candles.Row> rows = reading.engine().candles(first, deadline).rows();
        return rows.isEmpty() ? 0 : rows.get(0).tsNanos();
    }

    private static String name(PriceType price) {
        return price == null ? "none" : price.name().toLowerCase(Locale.ROOT);
    }

    private void print(Call call, CandleQuery query, RowSink rows, Candles candles, Deadline deadline)
            throws IOException {
        long lengthNanos = query.intervalSeconds() * NANOS_PER_SECOND;
        GapSpans gaps = rows instanceof JsonRows ? gaps(query.symbol(), candles, lengthNanos, deadline) : NO_GAPS;
        if (rows instanceof JsonRows json && gaps.isEmpty()) {
            printed.print(json, candles, call.time(), call.numbers());
            return;
        }
        for (Candles.Row row : candles.rows()) {
            rows.begin();
            print(rows, row);
            if (gaps.reachInto(row.tsNanos(), row.tsNanos() + lengthNanos)) {
                rows.flag("gap", true);
            }
            rows.end();
        }
    }

    /** A row of its own. */
    static void printWhole(RowSink rows, Candles.Row row) throws IOException {
        rows.begin();
        print(rows, row);
        rows.end();
    }

    private GapSpans gaps(int symbol, Candles candles, long lengthNanos, Deadline deadline) {
        List<Candles.Row> rows = candles.rows();
        if (candles.price() != PriceType.TRADE || rows.isEmpty()) {
            return NO_GAPS;
        }
        long from = rows.get(0).tsNanos();
        long to = rows.get(rows.size() - 1).tsNanos() + lengthNanos;
        return new GapSpans(reading.engine()
                .gaps(new GapQuery(new int[] {symbol}, from, to, Long.MIN_VALUE, Integer.MAX_VALUE), deadline));
    }

    /** The values of a candle, inside of a row that was begun. */
    static void print(RowSink rows, Candles.Row row) {
        rows.time("ts", row.tsNanos());
        rows.decimal("open", row.open());
        rows.decimal("high", row.high());
        rows.decimal("low", row.low());
        rows.decimal("close", row.close());
        rows.decimal("volume", row.volume());
        rows.decimal("vwap", row.vwap());
        rows.whole("count", row.count());
        rows.flag("complete", row.complete());
    }
}
