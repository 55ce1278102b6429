package io.tapedeck.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code GET /udf/search}: the symbols whose name has a text in it, in either case. */
final class UdfSearchReading extends UdfRoute {
    private static final int LIMIT = 30;
    private static final int MAX_LIMIT = 1_000;

    private final Reading reading;

    UdfSearchReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return List.of("query", "type", "exchange", "limit");
    }

    @Override
    void udf(Call call) {
        String query = upper(call.params().text("query"));
        String venue = call.params().text("exchange");
        long limit = call.params().number("limit", LIMIT, 1, MAX_LIMIT);
        List<String> found = Arrays.stream(reading.engine().symbols(null))
                .mapToObj(symbol -> reading.engine().registry().name(symbol))
                .filter(name ->
                        upper(name).contains(query) && (venue == null || venue.equals(UdfConfigReading.venue(name))))
                .limit(limit)
                .toList();
        call.json(200, json -> {
            json.writeStartArray();
            for (String name : found) {
                json.writeStartObject();
                json.writeStringProperty("symbol", name);
                json.writeStringProperty("full_name", name);
                json.writeStringProperty("ticker", name);
                json.writeStringProperty("description", name);
                json.writeStringProperty("exchange", UdfConfigReading.venue(name));
                json.writeStringProperty("type", "");
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String upper(String text) {
        return text == null ? "" : text.toUpperCase(Locale.ROOT);
    }
}
