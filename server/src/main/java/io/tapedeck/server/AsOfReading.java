package io.tapedeck.server;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.TickQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code GET /v1/asof}: trades, each with the quote that held when it came, in pages or as one stream. */
final class AsOfReading implements Route {
    private static final List<String> TRADE_DECIMALS = List.of("price", "size");
    private static final List<String> QUOTE_DECIMALS = List.of("bid", "bid_size", "ask", "ask_size");
    private static final List<String> COLUMNS = List.of(
            "seq",
            "symbol",
            "ts",
            "recv_ts",
            "price",
            "size",
            "side",
            "id",
            "quote_seq",
            "quote_ts",
            "bid",
            "bid_size",
            "ask",
            "ask_size");

    private final Reading reading;

    AsOfReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return TickRequest.parameters();
    }

    @Override
    public Set<Format> formats() {
        return Reading.TABLE_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        TickStream.send(
                call,
                TickRequest.of(call, reading, TickKind.TRADE),
                (query, deadline, out) -> print(call, query, deadline, out));
    }

    private Page print(Call call, TickQuery query, Deadline deadline, OutputStream out) throws IOException {
        RowSink rows = Paged.sink(call, out, COLUMNS);
        Page page = reading.engine().asof(query, deadline, (trade, quote) -> print(rows, trade, quote));
        rows.finish();
        return page;
    }

    private void print(RowSink rows, Tick trade, Tick quote) {
        rows.begin();
        rows.whole("seq", trade.seq());
        rows.text("symbol", reading.engine().registry().name(trade.symbol()));
        rows.time("ts", trade.tsNanos());
        if (trade.hasRecvTs()) {
            rows.time("recv_ts", trade.recvTsNanos());
        } else {
            rows.none("recv_ts");
        }
        decimals(rows, TRADE_DECIMALS, trade);
        Side side = trade.side();
        rows.text("side", side == null ? null : side.name().toLowerCase(Locale.ROOT));
        rows.text("id", trade.idText());
        if (quote == null) {
            COLUMNS.subList(COLUMNS.indexOf("quote_seq"), COLUMNS.size()).forEach(rows::none);
        } else {
            rows.whole("quote_seq", quote.seq());
            rows.time("quote_ts", quote.tsNanos());
            decimals(rows, QUOTE_DECIMALS, quote);
        }
        try {
            rows.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void decimals(RowSink rows, List<String> names, Tick tick) {
        for (int i = 0; i < names.size(); i++) {
            if (tick.has(i)) {
                rows.decimal(names.get(i), tick.mantissa(i), tick.scale(i));
            } else {
                rows.none(names.get(i));
            }
        }
    }
}
