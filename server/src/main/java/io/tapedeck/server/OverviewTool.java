package io.tapedeck.server;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool {@code market_overview}: what is recorded, the latest prices, and the last day, a row a symbol. The day is made of candles
 * of an hour, which are stored, so that a symbol with many ticks costs no more. Any thread.
 */
final class OverviewTool {
    private static final int ROWS = 20;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final MathContext PERCENT = new MathContext(6);

    private final Reading reading;
    private final McpEnvelope envelope;

    OverviewTool(Reading reading, McpEnvelope envelope) {
        this.reading = reading;
        this.envelope = envelope;
    }

    McpTool tool() {
        return McpTool.reading("market_overview", this::answer);
    }

    private ObjectNode answer(McpCall call) throws IOException {
        return of(call, call.parameters("symbol", "cursor"), call.number("limit", ROWS));
    }

    /** The overview of the symbols that these parameters name. */
    ObjectNode of(McpCall call, Map<String, String> parameters, int limit) throws IOException {
        long seq = envelope.seq();
        ObjectNode page = call.page("/v1/symbols", parameters, limit);
        String names = StreamSupport.stream(page.path("data").spliterator(), false)
                .map(row -> row.path("symbol").asString())
                .collect(Collectors.joining(","));
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        ArrayNode rows = members.putArray("data");
        members.set("next", page.path("next"));
        if (names.isEmpty()) {
            return envelope.around(call, seq, new int[0], members);
        }
        Map<String, JsonNode> latest = new HashMap<>();
        call.ask("/v1/latest", Map.of("symbol", names))
                .path("data")
                .forEach(row -> latest.put(row.path("symbol").asString(), row));
        for (JsonNode row : page.path("data")) {
            ObjectNode whole = (ObjectNode) row;
            whole.remove("count");
            String symbol = row.path("symbol").asString();
            whole.set("latest", latest.get(symbol));
            whole.set("day", day(call, symbol));
            rows.add(whole);
        }
        return envelope.around(call, seq, reading.engine().symbols(names), members);
    }

    private static ObjectNode day(McpCall call, String symbol) throws IOException {
        ObjectNode answer =
                call.ask("/v1/candles", Map.of("symbol", symbol, "interval", "1h", "from", "-1d", "limit", "25"));
        JsonNode candles = answer.path("data");
        if (candles.isEmpty()) {
            return null;
        }
        ObjectNode day = McpJson.MAPPER.createObjectNode();
        day.set("price", answer.path("price"));
        day.set("from", candles.get(0).path("ts"));
        BigDecimal open = candles.get(0).path("open").decimalValue();
        BigDecimal close = candles.get(candles.size() - 1).path("close").decimalValue();
        BigDecimal high = open;
        BigDecimal low = open;
        BigDecimal volume = BigDecimal.ZERO;
        for (JsonNode candle : candles) {
            high = high.max(candle.path("high").decimalValue());
            low = low.min(candle.path("low").decimalValue());
            volume = volume == null || candle.path("volume").isNull()
                    ? null
                    : volume.add(candle.path("volume").decimalValue());
        }
        day.put("open", open).put("high", high).put("low", low).put("close", close);
        day.put("volume", volume);
        day.put("change", close.subtract(open));
        day.put("change_percent", percent(open, close));
        return day;
    }

    /** Null where the first price is no measure. */
    private static BigDecimal percent(BigDecimal open, BigDecimal close) {
        return open.signum() <= 0
                ? null
                : close.subtract(open).multiply(HUNDRED).divide(open, PERCENT);
    }
}
