package io.tapedeck.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools that tell of prices, each made of what the routes that read answer. Any thread. */
final class MarketTools {
    private static final int ROWS = 50;

    private final Reading reading;
    private final McpEnvelope envelope;

    MarketTools(Reading reading, McpEnvelope envelope) {
        this.reading = reading;
        this.envelope = envelope;
    }

    List<McpTool> all() {
        return List.of(
                McpTool.reading("latest_prices", call -> page(call, "/v1/latest", "symbol", "kind", "cursor")),
                McpTool.reading(
                        "get_candles",
                        call -> page(
                                call, "/v1/candles", "symbol", "interval", "price", "fill", "from", "to", "cursor")),
                McpTool.reading("get_ticks", this::ticks),
                McpTool.reading("market_stats", call -> page(call, "/v1/stats", "symbol", "from", "to", "cursor")),
                McpTool.reading("as_of", this::asOf));
    }

    /** A page of a route whose parameters are the tool's arguments. */
    private ObjectNode page(McpCall call, String path, String... names) throws IOException {
        return page(call, path, call.parameters(names));
    }

    private ObjectNode page(McpCall call, String path, Map<String, String> parameters) throws IOException {
        long seq = envelope.seq();
        ObjectNode page = call.page(path, parameters, call.number("limit", ROWS));
        return envelope.around(call, seq, reading.engine().symbols(call.text("symbol")), page);
    }

    private ObjectNode ticks(McpCall call) throws IOException {
        Map<String, String> parameters = call.parameters("symbol", "from", "to", "order", "cursor");
        parameters.putIfAbsent("order", "desc");
        return page(call, "quote".equals(call.text("kind")) ? "/v1/quotes" : "/v1/trades", parameters);
    }

    private ObjectNode asOf(McpCall call) throws IOException {
        String text = call.text("at");
        long at = Times.parseBound(text == null ? "now" : text, reading.now());
        int symbol = one(call.text("symbol"));
        Map<String, String> last = call.parameters("symbol");
        last.put("to", Long.toString(at + 1)); // the end is outside of a range
        last.put("order", "desc");
        long seq = envelope.seq();
        JsonNode quotes = call.page("/v1/quotes", last, 1).path("data");
        Map<String, String> trades = new HashMap<>(last);
        trades.putAll(call.parameters("cursor"));
        ObjectNode page = call.page("/v1/asof", trades, call.number("limit", 1));
        ObjectNode members = McpJson.MAPPER.createObjectNode().put("at", Freshness.iso(at));
        members.set("quote", quotes.isEmpty() ? null : quotes.get(0));
        members.setAll(page);
        return envelope.around(call, seq, new int[] {symbol}, members);
    }

    private int one(String selection) {
        int[] symbols = reading.engine().symbols(selection);
        if (symbols.length != 1) {
            throw Params.bad("symbol", selection, "one symbol, where this names " + symbols.length);
        }
        return symbols[0];
    }
}
