package io.tapedeck.server;

import io.tapedeck.query.Stats;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code GET /v1/stats}: statistics over a range, a row a symbol. */
final class StatsReading implements Route {
    private static final List<String> COLUMNS = List.of(
            "symbol",
            "price",
            "count",
            "first_ts",
            "last_ts",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "vwap",
            "twap",
            "buy_volume",
            "sell_volume",
            "spread_mean");

    private final Reading reading;

    StatsReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "from", "to", "limit", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        long from = reading.from(call, 0);
        long to = reading.to(call, Long.MAX_VALUE);
        Reading.checkRange(call, from, to);
        reading.namedSymbols(call);
        SymbolPage page = SymbolPage.of(call, reading, "stats");
        Paged.send(call, out -> {
            Rows rows = Paged.rows(call, out, COLUMNS);
            for (int symbol : page.symbols()) {
                print(rows, symbol, reading.engine().stats(symbol, from, to, call.deadline()));
            }
            rows.finish();
            return page.next();
        });
    }

    private void print(Rows rows, int symbol, Stats stats) throws IOException {
        rows.begin();
        rows.text("symbol", reading.engine().registry().name(symbol));
        rows.text("price", stats.price() == null ? null : stats.price().name().toLowerCase(Locale.ROOT));
        rows.whole("count", stats.count());
        time(rows, "first_ts", stats.count(), stats.firstTsNanos());
        time(rows, "last_ts", stats.count(), stats.lastTsNanos());
        rows.decimal("open", stats.open());
        rows.decimal("high", stats.high());
        rows.decimal("low", stats.low());
        rows.decimal("close", stats.close());
        rows.decimal("volume", stats.volume());
        rows.decimal("vwap", stats.vwap());
        rows.decimal("twap", stats.twap());
        rows.decimal("buy_volume", stats.buyVolume());
        rows.decimal("sell_volume", stats.sellVolume());
        rows.decimal("spread_mean", stats.spreadMean());
        rows.end();
    }

    private static void time(Rows rows, String name, long count, long nanos) throws IOException {
        if (count == 0) {
            rows.none(name);
        } else {
            rows.time(name, nanos);
        }
    }
}
