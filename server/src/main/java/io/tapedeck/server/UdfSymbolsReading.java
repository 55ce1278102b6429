package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.SymbolRow;
import io.tapedeck.query.TickQuery;
import java.util.List;

/** {@code GET /udf/symbols}: how a chart is to show a symbol. */
final class UdfSymbolsReading extends UdfRoute {
    /** How many of the newest ticks tell how many decimal places prices have. */
    private static final int LOOKED_AT = 1_000;

    private static final int LEAST_PLACES = 2;
    private static final int MOST_PLACES = 15; // more a chart's doubles cannot show

    private final Reading reading;

    UdfSymbolsReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return List.of("symbol", "currencyCode", "unitId");
    }

    @Override
    void udf(Call call) {
        int symbol = reading.oneSymbol(call);
        String name = reading.engine().registry().name(symbol);
        long scale = Math.round(Math.pow(10, places(call, symbol, name)));
        call.json(200, json -> {
            json.writeStartObject();
            json.writeStringProperty("name", name);
            json.writeStringProperty("ticker", name);
            json.writeStringProperty("description", name);
            json.writeStringProperty("type", "");
            json.writeStringProperty("session", "24x7");
            json.writeStringProperty("timezone", "Etc/UTC");
            json.writeStringProperty("exchange", UdfConfigReading.venue(name));
            json.writeStringProperty("listed_exchange", UdfConfigReading.venue(name));
            json.writeStringProperty("format", "price");
            json.writeNumberProperty("minmov", 1);
            json.writeNumberProperty("pricescale", scale);
            json.writeBooleanProperty("has_intraday", true);
            json.writeBooleanProperty("has_seconds", true);
            UdfConfigReading.array(json, "seconds_multipliers", UdfResolution.SECONDS);
            json.writeBooleanProperty("has_daily", true);
            json.writeBooleanProperty("has_weekly_and_monthly", false);
            UdfConfigReading.array(json, "supported_resolutions", UdfResolution.OFFERED);
            json.writeNumberProperty("volume_precision", 8);
            json.writeStringProperty("data_status", "streaming");
            json.writeEndObject();
        });
    }

    private int places(Call call, int symbol, String name) {
        List<SymbolRow> rows = reading.engine().summaries(new int[] {symbol}, call.deadline());
        TickKind kind = !rows.isEmpty() && rows.get(0).trades() > 0 ? TickKind.TRADE : TickKind.QUOTE;
        int[] most = {LEAST_PLACES};
        reading.engine()
                .ticks(
                        new TickQuery(kind, name, 0, Long.MAX_VALUE, TickQuery.Order.NEWEST, LOOKED_AT, null),
                        call.deadline(),
                        tick -> most[0] = Math.max(most[0], places(tick)));
        return Math.min(MOST_PLACES, most[0]);
    }

    /** Of the price, or of bid and ask. */
    private static int places(Tick tick) {
        int places = 0;
        for (int decimal = 0; decimal <= (tick.isQuote() ? 2 : 0); decimal += 2) {
            if (tick.has(decimal)) {
                long mantissa = tick.mantissa(decimal);
                int scale = tick.scale(decimal);
                while (scale > 0 && mantissa % 10 == 0) {
                    mantissa /= 10;
                    scale--;
                }
                places = Math.max(places, scale);
            }
        }
        return places;
    }
}
