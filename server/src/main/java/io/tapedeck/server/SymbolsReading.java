package io.tapedeck.server;

import io.tapedeck.query.SymbolRow;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/symbols}: what is recorded, a row a symbol, sorted by name. */
final class SymbolsReading implements Route {
    private static final List<String> COLUMNS = List.of("symbol", "trades", "quotes", "count", "first_ts", "last_ts");

    private final Reading reading;

    SymbolsReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "limit", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        SymbolPage page = SymbolPage.of(call, reading, "symbols");
        Paged.send(call, out -> {
            Rows rows = Paged.rows(call, out, COLUMNS);
            for (SymbolRow row : reading.engine().summaries(page.symbols(), call.deadline())) {
                print(rows, row);
            }
            rows.finish();
            return page.next();
        });
    }

    private void print(Rows rows, SymbolRow row) throws IOException {
        rows.begin();
        rows.text("symbol", reading.engine().registry().name(row.symbol()));
        rows.whole("trades", row.trades());
        rows.whole("quotes", row.quotes());
        rows.whole("count", row.trades() + row.quotes());
        rows.time("first_ts", row.firstTsNanos());
        rows.time("last_ts", row.lastTsNanos());
        rows.end();
    }
}
