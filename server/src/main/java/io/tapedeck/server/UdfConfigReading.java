package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/** {@code GET /udf/config}: what a chart can ask here. */
final class UdfConfigReading extends UdfRoute {
    private final Reading reading;

    UdfConfigReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    void udf(Call call) {
        Set<String> venues = venues(reading.engine().registry());
        call.json(200, json -> {
            json.writeStartObject();
            array(json, "supported_resolutions", UdfResolution.OFFERED);
            json.writeBooleanProperty("supports_search", true);
            json.writeBooleanProperty("supports_group_request", false);
            json.writeBooleanProperty("supports_marks", false);
            json.writeBooleanProperty("supports_timescale_marks", false);
            json.writeBooleanProperty("supports_time", true);
            json.writeName("exchanges");
            json.writeStartArray();
            exchange(json, "", "All");
            venues.forEach(venue -> exchange(json, venue, venue));
            json.writeEndArray();
            json.writeName("symbols_types");
            json.writeStartArray();
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static void array(JsonGenerator json, String name, Iterable<String> texts) {
        json.writeName(name);
        json.writeStartArray();
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    private static void exchange(JsonGenerator json, String value, String name) {
        json.writeStartObject();
        json.writeStringProperty("value", value);
        json.writeStringProperty("name", name);
        json.writeStringProperty("desc", name);
        json.writeEndObject();
    }

    private static Set<String> venues(SymbolRegistry symbols) {
        Set<String> venues = new TreeSet<>();
        for (int i = 0; i < symbols.count(); i++) {
            String venue = venue(symbols.name(i));
            if (!venue.isEmpty()) {
                venues.add(venue);
            }
        }
        return venues;
    }

    /** What stands before the colon, or nothing. */
    static String venue(String symbol) {
        int colon = symbol.indexOf(':');
        return colon < 0 ? "" : symbol.substring(0, colon);
    }
}
