package io.tapedeck.server;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.Exact;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code GET /v1/latest}: the greatest tick of each kind by (ts, seq), a row a symbol. */
final class LatestReading implements Route {
    private static final List<String> COLUMNS = List.of(
            "symbol",
            "trade_seq",
            "trade_ts",
            "trade_recv_ts",
            "price",
            "size",
            "side",
            "id",
            "quote_seq",
            "quote_ts",
            "quote_recv_ts",
            "bid",
            "bid_size",
            "ask",
            "ask_size",
            "mid",
            "age_ms",
            "ts_offset_ms");

    /** As many symbols take less time than to wake a worker would. */
    private static final int INSTANT_SYMBOLS = 64;

    /** The deadline is looked at behind so many symbols, and one. */
    private static final int SYMBOLS_A_LOOK = 63;

    private static final long NANOS_A_MILLI = 1_000_000;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final Reading reading;
    private final PrintedLatest printed = new PrintedLatest();

    LatestReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "kind", "limit", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public boolean isInstant(Call call) {
        return reading.engine().isInMemory() && reading.engine().registry().count() <= INSTANT_SYMBOLS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        Kinds kinds = Kinds.of(call.params());
        SymbolPage page = SymbolPage.of(call, reading, "latest");
        Paged.send(call, out -> {
            print(Paged.rows(call, out, COLUMNS), call, page.symbols(), kinds);
            return page.next();
        });
    }

    private void print(Rows rows, Call call, int[] symbols, Kinds kinds) throws IOException {
        QueryEngine engine = reading.engine();
        PrintedLatest.Style style = new PrintedLatest.Style(call.time(), call.numbers(), engine.registry());
        long nowNanos = reading.now();
        for (int i = 0; i < symbols.length; i++) {
            if ((i & SYMBOLS_A_LOOK) == 0) {
                call.deadline().check();
            }
            if (rows instanceof JsonRows json && engine.isInMemory()) {
                printed.print(json, engine, symbols[i], kinds.trades(), kinds.quotes(), style, nowNanos);
            } else {
                print(rows, engine.latest(symbols[i]), kinds, style, nowNanos);
            }
        }
        rows.finish();
    }

    private static void print(Rows rows, LatestRow row, Kinds kinds, PrintedLatest.Style style, long nowNanos)
            throws IOException {
        Tick trade = row != null && kinds.trades() ? row.trade() : null;
        Tick quote = row != null && kinds.quotes() ? row.quote() : null;
        if (trade != null || quote != null) {
            print(rows, style, trade, quote, nowNanos);
        }
    }

    /** Prints a row; one of the two ticks may be null. */
    static void print(Rows rows, PrintedLatest.Style style, Tick trade, Tick quote, long nowNanos) throws IOException {
        printTicks(rows, style, trade, quote);
        Tick newest = newest(trade, quote);
        if (newest == null) {
            rows.none("age_ms");
            rows.none("ts_offset_ms");
        } else {
            rows.whole("age_ms", ageMillis(newest.recvTsNanos(), nowNanos));
            rows.whole("ts_offset_ms", offsetMillis(newest));
        }
        rows.end();
    }

    /** Prints what does not depend on the time at which it is asked for, up to the age. */
    static void printTicks(Rows rows, PrintedLatest.Style style, Tick trade, Tick quote) throws IOException {
        rows.begin();
        rows.text("symbol", style.name(trade == null ? quote : trade));
        if (rows instanceof JsonRows json) {
            json.tick("trade", trade, style.ticks());
            json.tick("quote", quote, style.ticks());
        } else {
            printTrade(rows, trade);
            printQuote(rows, quote);
        }
        rows.decimal("mid", mid(quote));
    }

    static long ageMillis(long recvTsNanos, long nowNanos) {
        return Math.floorDiv(nowNanos - recvTsNanos, NANOS_A_MILLI);
    }

    static long offsetMillis(Tick tick) {
        return Math.floorDiv(tick.recvTsNanos() - tick.tsNanos(), NANOS_A_MILLI);
    }

    private static void printTrade(Rows rows, Tick trade) throws IOException {
        printTimes(rows, "trade_", trade);
        printDecimal(rows, "price", trade, 0);
        printDecimal(rows, "size", trade, 1);
        Side side = trade == null ? null : trade.side();
        rows.text("side", side == null ? null : side.name().toLowerCase(Locale.ROOT));
        rows.text("id", trade == null ? null : trade.idText());
    }

    private static void printQuote(Rows rows, Tick quote) throws IOException {
        printTimes(rows, "quote_", quote);
        printDecimal(rows, "bid", quote, 0);
        printDecimal(rows, "bid_size", quote, 1);
        printDecimal(rows, "ask", quote, 2);
        printDecimal(rows, "ask_size", quote, 3);
    }

    private static void printTimes(Rows rows, String prefix, Tick tick) throws IOException {
        if (tick == null) {
            rows.none(prefix + "seq");
            rows.none(prefix + "ts");
        } else {
            rows.whole(prefix + "seq", tick.seq());
            rows.time(prefix + "ts", tick.tsNanos());
        }
        if (tick == null || !tick.hasRecvTs()) {
            rows.none(prefix + "recv_ts");
        } else {
            rows.time(prefix + "recv_ts", tick.recvTsNanos());
        }
    }

    private static void printDecimal(Rows rows, String name, Tick tick, int decimal) {
        if (tick == null || !tick.has(decimal)) {
            rows.none(name);
        } else {
            rows.decimal(name, tick.mantissa(decimal), tick.scale(decimal));
        }
    }

    private static BigDecimal decimal(Tick tick, int decimal) {
        return tick == null || !tick.has(decimal)
                ? null
                : Exact.plain(BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal)));
    }

    /** Half of bid plus ask, exact, where both are there. */
    private static BigDecimal mid(Tick quote) {
        BigDecimal bid = decimal(quote, 0);
        BigDecimal ask = decimal(quote, 2);
        if (bid == null || ask == null) {
            return null;
        }
        return Exact.plain(bid.add(ask).divide(TWO));
    }

    /** The one received last of those whose receive time is known: its age is the symbol's. */
    static Tick newest(Tick trade, Tick quote) {
        boolean tradeKnown = trade != null && trade.hasRecvTs();
        boolean quoteKnown = quote != null && quote.hasRecvTs();
        if (tradeKnown && quoteKnown) {
            return trade.recvTsNanos() > quote.recvTsNanos() ? trade : quote;
        }
        return tradeKnown ? trade : quoteKnown ? quote : null;
    }

    /** Which kinds the parameter {@code kind} names: a comma list, singular or plural; both where it is missing. */
    private record Kinds(boolean trades, boolean quotes) {
        static Kinds of(Params params) {
            String text = params.text("kind");
            if (text == null) {
                return new Kinds(true, true);
            }
            boolean trades = false;
            boolean quotes = false;
            for (String kind : text.split(",")) {
                trades |= is(TickKind.TRADE, kind);
                quotes |= is(TickKind.QUOTE, kind);
                if (!is(TickKind.TRADE, kind) && !is(TickKind.QUOTE, kind)) {
                    throw Params.bad("kind", kind, "trade or quote");
                }
            }
            return new Kinds(trades, quotes);
        }

        private static boolean is(TickKind kind, String text) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            return text.strip().equals(name) || text.strip().equals(name + 's');
        }
    }
}
