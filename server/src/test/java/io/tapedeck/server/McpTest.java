package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.schema.jackson3.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Goal: assistants get exact, honest and short answers from each tool that reads, and nobody gets in by a broken message. */
class McpTest {
    private static final int TICKS = 30;

    @TempDir
    static Path data;

    private static McpFixture fixture;

    @BeforeAll
    static void record() throws InterruptedException {
        fixture = new McpFixture(data);
        for (int i = 0; i < TICKS; i++) {
            long at = McpFixture.START + i * McpFixture.SECOND;
            fixture.quote("BTCUSD", at, "59999." + (10 + i), "60001." + (10 + i));
            fixture.trade("BTCUSD", at + 1, at + 1, "60000.123456789" + (10 + i));
        }
        fixture.trade("OTHER:ETHUSD", McpFixture.START, McpFixture.START, "3000");
        fixture.clock.set(McpFixture.START + TICKS * McpFixture.SECOND);
        fixture.awaitInTape();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Arguments by which each tool that reads has something to say. */
    static Map<String, Map<String, Object>> calls() {
        Map<String, Map<String, Object>> calls = new LinkedHashMap<>();
        calls.put("market_overview", Map.of());
        calls.put("latest_prices", Map.of("symbol", "*"));
        calls.put("get_candles", Map.of("symbol", "BTCUSD", "interval", "10s"));
        calls.put("get_ticks", Map.of("symbol", "BTCUSD", "kind", "quote"));
        calls.put("market_stats", Map.of("symbol", "BTCUSD,OTHER:*"));
        calls.put("as_of", Map.of("symbol", "BTCUSD", "at", "2026-11-23T10:00:10Z"));
        calls.put("data_quality", Map.of());
        calls.put("run_sql", Map.of("q", "SELECT * FROM trades"));
        calls.put("search", Map.of("query", "how is BTCUSD?"));
        calls.put("fetch", Map.of("id", "symbol:BTCUSD"));
        return calls;
    }

    @Test
    void theOfficialClientListsAndCallsEveryTool() {
        try (McpSyncClient official = fixture.official(null)) {
            assertThat(official.getServerInfo().name()).isEqualTo("tapedeck");
            DefaultJsonSchemaValidator validator = new DefaultJsonSchemaValidator(McpJson.MAPPER);
            List<Tool> tools = official.listTools().tools().stream()
                    .filter(tool -> tool.annotations().readOnlyHint())
                    .toList();
            assertThat(tools).extracting(Tool::name).containsAll(calls().keySet());
            for (Tool tool : tools) {
                assertThat(validator.validateSchema(tool.inputSchema()).valid()).isTrue();
                assertThat(validator.validateSchema(tool.outputSchema()).valid())
                        .isTrue();
                if (calls().containsKey(tool.name())) {
                    CallToolResult result = McpFixture.call(official, tool.name(), calls().get(tool.name()));
                    assertThat(result.isError()).as(McpFixture.text(result)).isFalse();
                    assertThat(validator
                                    .validate(tool.outputSchema(), result.structuredContent())
                                    .errorMessage())
                            .as(tool.name())
                            .isNull();
                }
            }
        }
    }

    @Test
    void everyToolSaysFirstThatNothingIsTradedAndHintsAtWhatItDoes() {
        JsonNode tools = list(fixture);
        assertThat(tools.isEmpty()).isFalse();
        tools.forEach(tool -> {
            String name = tool.path("name").asString();
            assertThat(tool.path("description").asString())
                    .as(name)
                    .startsWith("Tapedeck records and reports; it never trades. ")
                    .hasSizeLessThan(500);
            assertThat(new HashSet<>(tool.path("annotations").propertyNames()))
                    .as(name)
                    .containsAll(Set.of("title", "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"));
            assertThat(tool.path("inputSchema").path("additionalProperties").asBoolean(true))
                    .as(name)
                    .isFalse();
            tool.path("inputSchema")
                    .path("properties")
                    .forEachEntry((parameter, shape) -> assertThat(
                                    shape.path("description").asString(""))
                            .as(name + "." + parameter)
                            .isNotBlank());
        });
    }

    private static JsonNode list(McpFixture of) {
        return McpJson.MAPPER
                .readTree(of.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                        .body())
                .path("result")
                .path("tools");
    }

    @Test
    void answersAreThoseOfTheRoutes() {
        assertThat(fixture.call("latest_prices", Map.of("symbol", "BTCUSD"))
                        .path("data")
                        .get(0)
                        .path("trade"))
                .isEqualTo(McpJson.MAPPER
                        .readTree(fixture.client.body("/v1/latest?symbol=BTCUSD"))
                        .path("data")
                        .get(0)
                        .path("trade"));
        assertThat(fixture.call("get_candles", Map.of("symbol", "BTCUSD", "interval", "10s"))
                        .path("data"))
                .isEqualTo(McpJson.MAPPER
                        .readTree(fixture.client.body("/v1/candles?symbol=BTCUSD&interval=10s"))
                        .path("data"));
        assertThat(fixture.call("market_stats", Map.of("symbol", "BTCUSD")).path("data"))
                .isEqualTo(McpJson.MAPPER
                        .readTree(fixture.client.body("/v1/stats?symbol=BTCUSD"))
                        .path("data"));
    }

    @Test
    void numbersKeepAllTheirDigits() {
        String text = fixture.result("get_ticks", Map.of("symbol", "BTCUSD", "limit", 1))
                .path("content")
                .get(0)
                .path("text")
                .asString();
        assertThat(text).contains("\"price\":60000.12345678939,");
    }

    @Test
    void aCursorLeadsThroughAllRowsOnce() {
        List<Long> seqs = new ArrayList<>();
        String cursor = null;
        do {
            Map<String, Object> arguments = new HashMap<>(Map.of("symbol", "BTCUSD", "limit", 7, "order", "asc"));
            if (cursor != null) {
                arguments.put("cursor", cursor);
            }
            JsonNode page = fixture.call("get_ticks", arguments);
            page.path("data").forEach(row -> seqs.add(row.path("seq").asLong()));
            cursor = page.path("next").asString(null);
        } while (cursor != null);
        List<Long> all = new ArrayList<>();
        fixture.client
                .json("/v1/trades?symbol=BTCUSD")
                .path("data")
                .forEach(row -> all.add(row.path("seq").asLong()));
        assertThat(seqs).hasSize(TICKS).isEqualTo(all);
    }

    @Test
    void sqlGoesOnWhereThePageBeforeEnded() {
        List<Long> seqs = new ArrayList<>();
        String cursor = null;
        String sql = "SELECT seq FROM trades ORDER BY seq; ";
        do {
            Map<String, Object> arguments = new HashMap<>(Map.of("q", sql, "limit", 7));
            if (cursor != null) {
                arguments.put("cursor", cursor);
            }
            JsonNode page = fixture.call("run_sql", arguments);
            page.path("data").forEach(row -> seqs.add(row.path("seq").asLong()));
            cursor = page.path("next").asString(null);
        } while (cursor != null);
        assertThat(seqs).hasSize(TICKS + 1).isSorted().doesNotHaveDuplicates();
        JsonNode first = fixture.call("run_sql", Map.of("q", sql, "limit", 1));
        assertThat(fixture.refusal(
                                "run_sql",
                                Map.of(
                                        "q",
                                        "SELECT 1",
                                        "cursor",
                                        first.path("next").asString()))
                        .path("code")
                        .asString())
                .isEqualTo("bad_cursor");
    }

    @Test
    void longRowsMakeShorterPagesAndARowThatIsTooLongIsRefused() {
        String sql = "SELECT seq, substr(hex(randomblob(8000)), 1, 12000) AS long FROM trades ORDER BY seq";
        JsonNode page = fixture.call("run_sql", Map.of("q", sql, "limit", 20));
        assertThat(page.path("data").size()).isBetween(1, 5);
        assertThat(page.toString().length()).isLessThan(McpCall.MAX_BYTES + 2_000);
        page.path("data").forEach(row -> assertThat(row.path("long").asString()).hasSize(12_000));
        assertThat(page.path("next").isString()).isTrue();
        assertThat(fixture.refusal("run_sql", Map.of("q", "SELECT hex(zeroblob(50000))"))
                        .path("code")
                        .asString())
                .isEqualTo("row_too_large");
    }

    @Test
    void asOfTellsNothingThatCameLater() {
        JsonNode answer = fixture.call("as_of", Map.of("symbol", "BTCUSD", "at", "2026-11-23T10:00:10Z", "limit", 2));
        assertThat(answer.path("quote").path("bid").decimalValue()).isEqualByComparingTo("59999.20");
        assertThat(answer.path("data").get(0).path("ts").asString()).isEqualTo("2026-11-23T10:00:09.000000001Z");
        assertThat(answer.path("data").size()).isEqualTo(2);
        JsonNode before = fixture.call("as_of", Map.of("symbol", "BTCUSD", "at", "2026-11-23T09:00:00Z"));
        assertThat(before.path("quote").isNull()).isTrue();
        assertThat(before.path("data").isEmpty()).isTrue();
    }

    @Test
    void documentsHaveTheShapesThatConnectorsAskFor() {
        JsonNode found = fixture.call("search", Map.of("query", "What does ethusd do?"));
        assertThat(found.propertyNames()).containsExactly("results");
        JsonNode first = found.path("results").get(0);
        assertThat(first.propertyNames()).containsExactly("id", "title", "url");
        assertThat(first.path("title").asString()).isEqualTo("OTHER:ETHUSD");
        JsonNode document = fixture.call("fetch", Map.of("id", first.path("id").asString()));
        assertThat(document.propertyNames()).containsExactly("id", "title", "text", "url", "metadata");
        assertThat(document.path("text").asString()).startsWith("{\"notice\":");
        assertThat(fixture.refusal("fetch", Map.of("id", "symbol:*"))
                        .path("code")
                        .asString())
                .isEqualTo("unknown_document");
        assertThat(fixture.refusal("fetch", Map.of("id", "file:/etc/passwd"))
                        .path("code")
                        .asString())
                .isEqualTo("unknown_document");
    }

    @Test
    void wrongArgumentsAreToldToTheAssistant() {
        for (Map<String, Object> wrong : List.of(
                Map.<String, Object>of("symbl", "X"),
                Map.<String, Object>of("symbol", 5),
                Map.<String, Object>of("symbol", "BTCUSD", "limit", 0),
                Map.<String, Object>of("symbol", "BTCUSD", "limit", 1_000_000),
                Map.<String, Object>of("symbol", "BTCUSD", "limit", "many"))) {
            JsonNode result = fixture.result("latest_prices", wrong);
            assertThat(result.path("isError").asBoolean()).as(wrong.toString()).isTrue();
        }
        assertThat(fixture.refusal("latest_prices", Map.of("symbol", "NOBODY"))
                        .path("code")
                        .asString())
                .isEqualTo("unknown_symbol");
        assertThat(fixture.refusal("get_candles", Map.of("symbol", "*"))
                        .path("code")
                        .asString())
                .isEqualTo("bad_parameter");
        assertThat(fixture.refusal("run_sql", Map.of("q", "DROP TABLE blocks"))
                        .path("status")
                        .asInt())
                .isEqualTo(400);
    }

    @Test
    void anUnknownToolOrMethodIsAnErrorOfTheProtocol() {
        assertError(
                fixture.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"place_order\"}}"),
                200,
                -32602);
        assertError(fixture.post("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"sessions/kill\"}"), 200, -32601);
        for (String request : List.of(
                "\"tools/call\",\"params\":{\"nam\":1}",
                "\"tools/call\",\"params\":{\"name\":\"search\",\"arguments\":[1]}",
                "\"tools/call\"",
                "\"initialize\",\"params\":{\"protocolVersion\":7,\"capabilities\":[],\"clientInfo\":\"x\"}")) {
            HttpResponse<String> answer = fixture.post("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":" + request + "}");
            assertError(answer, 200, -32602);
            assertThat(answer.body()).doesNotContain("io.modelcontextprotocol");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "\"ping\"",
                "{}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
            })
    void whatIsNoMessageIsRefused(String body) {
        assertError(fixture.post(body), 400, -32600);
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertError(fixture.post(""), 400, -32600);
        assertError(fixture.post("{\"jsonrpc\":"), 400, -32700);
        assertError(fixture.post("{} {}"), 400, -32700);
        assertError(fixture.post("[".repeat(100_000)), 400, -32700);
        String deep =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\",\"arguments\":"
                        + "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000) + "}}";
        assertError(fixture.post(deep), 400, -32700);
        String long1 = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + "1".repeat(5_000) + "\"}";
        assertError(fixture.post(long1), 200, -32601);
    }

    private static void assertError(HttpResponse<String> answer, int status, int code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode message = McpJson.MAPPER.readTree(answer.body());
        assertThat(message.path("jsonrpc").asString()).isEqualTo("2.0");
        assertThat(message.path("error").path("code").asInt()).as(answer.body()).isEqualTo(code);
        assertThat(message.path("error").path("message").asString()).isNotBlank();
    }

    @Test
    void otherTypesSizesAndMethodsOfHttpAreRefused() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        Client.assertProblem(fixture.client.post("/mcp", "text/plain", ping), 415, "unsupported_media_type");
        Client.assertProblem(
                fixture.client.post("/mcp", "application/x-www-form-urlencoded", ping), 415, "unsupported_media_type");
        Client.assertProblem(fixture.post(" ".repeat(300_000)), 413, "request_too_large");
        JsonNode refused = Client.assertProblem(
                fixture.client.get("/mcp", "Accept", "text/event-stream"), 405, "method_not_allowed");
        assertThat(refused.path("allow").asString()).isEqualTo("POST");
        Client.assertProblem(fixture.client.send(fixture.client.request("/mcp").DELETE()), 405, "method_not_allowed");
        HttpResponse<String> version = fixture.client.send(fixture.client
                .request("/mcp")
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "1999-01-01")
                .POST(BodyPublishers.ofString(ping)));
        assertError(version, 400, -32600);
        Client.assertProblem(
                fixture.client.send(fixture.client
                        .request("/mcp")
                        .header("Content-Type", "application/json")
                        .header("Origin", "https://evil.example.com")
                        .POST(BodyPublishers.ofString(ping))),
                403,
                "foreign_origin");
    }

    @Test
    void aNotificationHasNoAnswer() {
        HttpResponse<String> answer = fixture.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(fixture.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/of-others\",\"params\":{}}")
                        .statusCode())
                .isEqualTo(202);
    }
}
