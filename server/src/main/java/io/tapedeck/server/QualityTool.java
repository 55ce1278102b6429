package io.tapedeck.server;

import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code data_quality}: gaps, lag, and the ages of the last ticks. Any thread. */
final class QualityTool {
    private static final int ROWS = 50;
    private static final int MAX_AGES = 50;

    private final Reading reading;
    private final McpEnvelope envelope;

    QualityTool(Reading reading, McpEnvelope envelope) {
        this.reading = reading;
        this.envelope = envelope;
    }

    McpTool tool() {
        return McpTool.reading("data_quality", this::answer);
    }

    private ObjectNode answer(McpCall call) throws IOException {
        long seq = envelope.seq();
        ObjectNode page =
                call.page("/v1/gaps", call.parameters("symbol", "from", "to", "cursor"), call.number("limit", ROWS));
        Freshness freshness = envelope.freshness(call, reading.engine().symbols(call.text("symbol")));
        Health.Finding finding = envelope.health().finding();
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.put("state", finding.state().name().toLowerCase(Locale.ROOT));
        ArrayNode reasons = members.putArray("reasons");
        finding.reasons().forEach(reasons::add);
        members.put("lag_ticks", envelope.health().readiness().lagTicks());
        members.put("symbols", freshness.ages().size());
        members.put("stale_symbols", freshness.staleSymbols());
        ArrayNode ages = members.putArray("ages");
        freshness.ages().stream()
                .sorted(Comparator.comparingLong(Freshness.Age::ageNanos).reversed())
                .limit(MAX_AGES)
                .forEach(age -> ages.add(object(freshness, age)));
        members.setAll(page);
        return envelope.around(freshness, seq, members);
    }

    private static ObjectNode object(Freshness freshness, Freshness.Age age) {
        ObjectNode object = McpJson.MAPPER.createObjectNode().put("symbol", age.symbol());
        object.put("seq", age.seq() == 0 ? null : age.seq());
        Freshness.putAge(object, age);
        return object.put("stale", freshness.isStale(age));
    }
}
