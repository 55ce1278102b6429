package io.tapedeck.server;

import io.tapedeck.server.Workers.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Adds the ways in for assistants to the table of routes. Stateless. */
final class Assistants {
    private Assistants() {}

    /**
     * Adds them; what answers is made with the first message.
     *
     * @param deck the deck, or null where only a tape is read, which has no positions
     */
    static void add(Routing routing, Reading reading, Health health, ServerConfig config, Tapedeck deck) {
        Supplier<McpServers> servers =
                McpRoute.once(() -> new McpServers(routing, tools(reading, health, config, deck)));
        routing.add(
                "GET",
                "/openapi-gpt.json",
                Pool.VITAL,
                new GptReading(routing, config.door().publicUrl()));
        routing.add("POST", "/mcp", Pool.GENERAL, Access.READ, new McpRoute(servers, false));
        if (config.door().urlToken() != null) {
            routing.add("POST", McpAddress.ROUTE, Pool.GENERAL, Access.ADDRESS, new McpRoute(servers, true));
        }
    }

    private static List<McpTool> tools(Reading reading, Health health, ServerConfig config, Tapedeck deck) {
        McpEnvelope envelope = new McpEnvelope(reading, health);
        OverviewTool overview = new OverviewTool(reading, envelope);
        List<McpTool> tools = new ArrayList<>();
        tools.add(overview.tool());
        tools.addAll(new MarketTools(reading, envelope).all());
        tools.add(new QualityTool(reading, envelope).tool());
        tools.add(new SqlTool(reading, envelope).tool());
        tools.addAll(new DocumentTools(reading, overview, config.door().publicUrl()).all());
        if (deck != null) {
            tools.addAll(new TradeTools(reading, envelope, deck.positions(), deck.alerts()).all());
        }
        return tools;
    }
}
