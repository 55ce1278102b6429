package io.tapedeck.server;

import io.tapedeck.query.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools for positions and alerts: what a trader says that he holds, and what he wants to be told. They record, and change nothing
 * anywhere else. Any thread.
 */
final class TradeTools {
    private static final int ROWS = 50;
    private static final int WAIT_SECONDS = 20;
    private static final List<String> LEVELS = List.of("stop", "target", "note");

    private final Reading reading;
    private final McpEnvelope envelope;
    private final PositionDesk positions;
    private final AlertDesk alerts;

    TradeTools(Reading reading, McpEnvelope envelope, PositionDesk positions, AlertDesk alerts) {
        this.reading = reading;
        this.envelope = envelope;
        this.positions = positions;
        this.alerts = alerts;
    }

    List<McpTool> all() {
        return List.of(
                McpTool.reading("list_positions", this::list),
                McpTool.reading("position_report", this::report),
                new McpTool("open_position", Access.WRITE, this::open),
                changing("change_position", this::change),
                changing(
                        "close_position",
                        call -> positions.close(call.text("id"), fields(call, "id"), null, call.deadline())),
                new McpTool("set_alert", Access.WRITE, this::setAlert),
                new McpTool("wait_for_alert", Access.READ, this::awaitAlert));
    }

    /** Changes a position. */
    private interface Changing {
        PositionReport change(McpCall call);
    }

    private McpTool changing(String name, Changing changing) {
        return new McpTool(name, Access.WRITE, call -> {
            PositionReport report = changing.change(call);
            return CompletableFuture.completedFuture(
                    told(call, report.seq(), tree(report.json(Times.Style.ISO, TickText.Numbers.JSON))));
        });
    }

    /** A lost answer may make an assistant open a position twice, and it has no key to make that safe: its ref does. */
    private CompletableFuture<ObjectNode> open(McpCall call) {
        PositionReport report = positions.openOnce(fields(call), call.deadline());
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.set("position", tree(report.json(Times.Style.ISO, TickText.Numbers.JSON)));
        members.put("repeated", report.repeat());
        String first = report.repeat()
                ? "REPEATED: an open position with this ref was noted before by the same words. Nothing was noted now."
                : null;
        return CompletableFuture.completedFuture(marked(call, report.seq(), members, "position", first));
    }

    private ObjectNode list(McpCall call) throws IOException {
        long seq = envelope.seq();
        Map<String, String> parameters = call.parameters("state", "symbol", "cursor");
        return marked(call, seq, call.page("/v1/positions", parameters, call.number("limit", ROWS)), "data", null);
    }

    private ObjectNode report(McpCall call) throws IOException {
        ObjectNode position = call.ask("/v1/positions/" + call.text("id"), call.parameters("at_seq", "at"));
        if (call.text("at_seq") == null && call.text("at") == null) {
            return told(call, position.path("seq").asLong(), position);
        }
        // Of the past: what is stale now says nothing about it.
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.set("position", position);
        return plain(call, position.path("seq").asLong(), members);
    }

    private PositionReport change(McpCall call) {
        boolean adds = call.text("add") != null;
        boolean reduces = call.text("reduce") != null;
        boolean sets = LEVELS.stream().anyMatch(call.arguments()::containsKey);
        if ((adds ? 1 : 0) + (reduces ? 1 : 0) + (sets ? 1 : 0) != 1) {
            throw new ProblemException(
                    400,
                    "bad_value",
                    "give one of: a quantity to add, a quantity to reduce by, or what is to change of stop, target and"
                            + " note");
        }
        String id = call.text("id");
        if (sets) {
            return positions.change(id, fields(call, "id"), null, call.deadline());
        }
        Map<String, Object> amount = new HashMap<>(call.arguments());
        amount.remove("id");
        amount.put("quantity", amount.remove(adds ? "add" : "reduce"));
        return adds
                ? positions.add(id, DeskFields.of(amount), null, call.deadline())
                : positions.reduce(id, DeskFields.of(amount), null, call.deadline());
    }

    private static DeskFields fields(McpCall call, String... without) {
        Map<String, Object> fields = new HashMap<>(call.arguments());
        fields.keySet().removeAll(List.of(without));
        return DeskFields.of(fields);
    }

    private CompletableFuture<ObjectNode> setAlert(McpCall call) {
        AlertReport set = alerts.set(fields(call), null, call.deadline());
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.set("alert", tree(set.json(Times.Style.ISO, TickText.Numbers.JSON)));
        return CompletableFuture.completedFuture(plain(call, envelope.seq(), members));
    }

    private CompletableFuture<ObjectNode> awaitAlert(McpCall call) {
        String after = call.text("after");
        var place = after == null ? alerts.now() : AlertsReading.place(after);
        long waitNanos = TimeUnit.SECONDS.toNanos(call.number("wait_s", WAIT_SECONDS));
        return alerts.await(place, call.number("limit", ROWS), waitNanos)
                .thenApply(found -> plain(call, envelope.seq(), tree(cut(found))));
    }

    /** As many of the first firings as an assistant can read, and the place behind them. */
    private static byte[] cut(AlertFirings found) {
        AlertFirings kept = found;
        while (true) {
            byte[] json = AlertsReading.json(kept, Times.Style.ISO, TickText.Numbers.JSON);
            int rows = kept.rows().size();
            if (json.length <= McpCall.MAX_BYTES || rows == 1) {
                return json;
            }
            int fewer = Math.max(1, (int) ((long) rows * McpCall.MAX_BYTES / json.length) - 1);
            List<AlertReport> first = kept.rows().subList(0, fewer);
            kept = new AlertFirings(first, first.get(fewer - 1).firing().place());
        }
    }

    /** An answer that rests on no price of now. */
    private ObjectNode plain(McpCall call, long seq, ObjectNode members) {
        Freshness none = new Freshness(reading.now(), call.staleAfterNanos(), List.of());
        return envelope.around(none, List.of(), false, seq, members);
    }

    private ObjectNode told(McpCall call, long seq, ObjectNode position) {
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.set("position", position);
        return marked(call, seq, members, "position", null);
    }

    /** An answer with positions: it is stale where an open one is marked at an old price, or at none. */
    private ObjectNode marked(McpCall call, long seq, ObjectNode members, String name, String first) {
        int open = 0;
        int stale = 0;
        int unmarked = 0;
        TreeSet<String> symbols = new TreeSet<>();
        JsonNode found = members.path(name);
        for (JsonNode position : found.isArray() ? found : List.of(found)) {
            if (position.path("state").asString("").equals("open")) {
                open++;
                symbols.add(position.path("symbol").asString());
                boolean none = position.path("mark_price").isNull();
                boolean old = position.path("age_ms").isNull()
                        || TimeUnit.MILLISECONDS.toNanos(position.path("age_ms").asLong()) > call.staleAfterNanos();
                unmarked += none ? 1 : 0;
                stale += !none && old ? 1 : 0;
            }
        }
        Freshness freshness = envelope.freshness(call, known(symbols));
        List<String> warnings = new ArrayList<>();
        if (first != null) {
            warnings.add(first);
        }
        if (stale > 0) {
            warnings.add("STALE: " + stale + " of " + open + " open positions stand at a price that is older than "
                    + Freshness.seconds(call.staleAfterNanos())
                    + " s, or of unknown age. Their profit and distances are not the current ones.");
        }
        if (unmarked > 0) {
            warnings.add("NO PRICE: of " + unmarked + " of " + open + " open positions there is no price yet.");
        }
        warnings.addAll(freshness.clockWarnings());
        return envelope.around(freshness, warnings, stale + unmarked > 0, seq, members);
    }

    /** A position may be of a symbol that has no tick. */
    private int[] known(TreeSet<String> symbols) {
        return symbols.stream()
                .flatMapToInt(symbol -> {
                    try {
                        return IntStream.of(reading.engine().symbols(symbol));
                    } catch (QueryException e) {
                        return IntStream.empty();
                    }
                })
                .toArray();
    }

    private static ObjectNode tree(byte[] json) {
        return (ObjectNode) McpJson.MAPPER.readTree(json);
    }
}
