package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.jackson3.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: the programs of the Model Context Protocol that others use find nothing wrong. Method: the packaged program with ticks, a
 * position and a fired alert; the official clients in Java and TypeScript list and call every tool, as {@code src/test/npm/calls.json}
 * says, over HTTP and over {@code tapedeck mcp}, and hold each answer against its schema; the conformance suite and the inspector
 * look in their own ways.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class McpClientsIT {
    private static final int TOOLS = 17;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private static Path work;

    private static Jar server;
    private static URI url;

    @BeforeAll
    static void serve() throws Exception {
        server = Jar.start(work, "serve", "--data", "data", "--port", "0", "--json");
        url = URI.create(JSON.readTree(server.firstLine()).path("address").asString());
        assertThat(HttpPost.ndjson(url, ticks())).contains("\"recorded\":46");
        try (McpSyncClient setter = connect(http())) {
            assertThat(setter.callTool(CallToolRequest.builder("set_alert")
                                    .arguments(Map.of("kind", "price", "symbol", "BTCUSD", "level", 60010))
                                    .build())
                            .isError())
                    .isFalse();
        }
        assertThat(HttpPost.ndjson(url, ticks())).contains("\"recorded\":46"); // which fires it
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A quote, and trades on both sides of a missing id. */
    private static String ticks() {
        StringBuilder ticks = new StringBuilder("{\"symbol\":\"BTCUSD\",\"bid\":60000,\"ask\":60001.5}\n");
        for (int i = 1; i <= 45; i++) {
            ticks.append("{\"symbol\":\"BTCUSD\",\"side\":\"buy\",\"size\":1,\"price\":\"")
                    .append(60_000 + i)
                    .append(".5\",\"id\":\"")
                    .append(i == 45 ? 60 : i)
                    .append("\"}\n");
        }
        return ticks.toString();
    }

    private static McpClientTransport http() {
        return HttpClientStreamableHttpTransport.builder(url.toString())
                .endpoint("/mcp")
                .jsonMapper(new JacksonMcpJsonMapper(JSON))
                .build();
    }

    /** The command that a desktop client starts. */
    private static List<String> bridge() {
        return List.of(
                "-Xmx128m",
                "-jar",
                Jar.FILE.toAbsolutePath().toString(),
                "mcp",
                "--data",
                work.resolve("data").toString());
    }

    private static McpSyncClient connect(McpClientTransport transport) {
        McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(60))
                .initializationTimeout(Duration.ofSeconds(60))
                .build();
        client.initialize();
        return client;
    }

    @Test
    void the_client_in_java_calls_every_tool_over_http() throws IOException {
        callEverything(http());
    }

    @Test
    void the_client_in_java_calls_every_tool_over_standard_input_and_output() throws IOException {
        ServerParameters bridge = ServerParameters.builder(JAVA).args(bridge()).build();
        callEverything(new StdioClientTransport(bridge, new JacksonMcpJsonMapper(JSON)));
    }

    private static void callEverything(McpClientTransport transport) throws IOException {
        DefaultJsonSchemaValidator validator = new DefaultJsonSchemaValidator(JSON);
        List<String> called = new ArrayList<>();
        try (McpSyncClient client = connect(transport)) {
            Map<String, Tool> tools =
                    client.listTools().tools().stream().collect(Collectors.toMap(Tool::name, Function.identity()));
            assertThat(tools).hasSize(TOOLS);
            tools.values().forEach(tool -> {
                assertThat(validator.validateSchema(tool.inputSchema()).errorMessage())
                        .as(tool.name())
                        .isNull();
                assertThat(validator.validateSchema(tool.outputSchema()).errorMessage())
                        .as(tool.name())
                        .isNull();
            });
            Map<String, String> kept = new HashMap<>();
            for (JsonNode call : JSON.readTree(Files.readString(Node.file("calls.json")))) {
                Tool tool = tools.get(call.path("tool").asString());
                Map<String, Object> arguments = arguments(call, kept);
                assertThat(validator.validate(tool.inputSchema(), arguments).errorMessage())
                        .as(tool.name())
                        .isNull();
                JsonNode answer = answer(client, validator, tool, arguments);
                call.path("keep")
                        .forEachEntry((name, path) -> kept.put(
                                name,
                                answer.at("/" + path.asString().replace('.', '/'))
                                        .asString()));
                called.add(tool.name());
            }
            assertThat(called).containsExactlyInAnyOrderElementsOf(tools.keySet());
        }
    }

    private static Map<String, Object> arguments(JsonNode call, Map<String, String> kept) {
        Map<String, Object> arguments = new HashMap<>();
        call.path("arguments")
                .forEachEntry((name, value) -> arguments.put(
                        name,
                        value.asString("").startsWith("$")
                                ? kept.get(value.asString().substring(1))
                                : JSON.convertValue(value, Object.class)));
        return arguments;
    }

    private static JsonNode answer(
            McpSyncClient client, DefaultJsonSchemaValidator validator, Tool tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(
                CallToolRequest.builder(tool.name()).arguments(arguments).build());
        assertThat(result.isError()).as("%s: %s", tool.name(), result.content()).isFalse();
        assertThat(validator
                        .validate(tool.outputSchema(), result.structuredContent())
                        .errorMessage())
                .as(tool.name())
                .isNull();
        JsonNode answer = JSON.valueToTree(result.structuredContent());
        for (String rows : List.of("data", "results")) {
            assertThat(answer.has(rows) && answer.path(rows).isEmpty())
                    .as("%s has rows to hold against its schema: %s", tool.name(), answer)
                    .isFalse();
        }
        return answer;
    }

    @Test
    void the_client_in_typescript_calls_every_tool_over_http() throws Exception {
        Node.assumeItIsThere();
        assertCalled(Node.run(work, "client.mjs", "http", url + "/mcp"));
    }

    @Test
    void the_client_in_typescript_calls_every_tool_over_standard_input_and_output() throws Exception {
        Node.assumeItIsThere();
        List<String> command = new ArrayList<>(List.of("stdio", JAVA));
        command.addAll(bridge());
        assertCalled(Node.run(work, "client.mjs", command.toArray(String[]::new)));
    }

    private static void assertCalled(String printed) {
        JsonNode told = JSON.readTree(printed);
        assertThat(told.path("tools").size()).isEqualTo(TOOLS);
        List<String> names = new ArrayList<>();
        told.path("tools").forEach(name -> names.add(name.asString()));
        List<String> called = new ArrayList<>();
        told.path("called").forEach(name -> called.add(name.asString()));
        assertThat(called).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void the_conformance_suite_passes_but_for_what_does_not_apply() throws Exception {
        Node.assumeItIsThere();
        String told = Node.run(
                work,
                "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                "server",
                "--url",
                url + "/mcp",
                "--suite",
                "all",
                "--expected-failures",
                Node.file("conformance.yml").toString());
        assertThat(told).contains("server-initialize: 1 passed", "tools-list: 1 passed", "dns-rebinding-protection: 2");
    }

    @Test
    void the_inspector_lists_and_calls() throws Exception {
        Node.assumeItIsThere();
        String script = "node_modules/@modelcontextprotocol/inspector-cli/build/index.js";
        JsonNode listed =
                JSON.readTree(Node.run(work, script, url + "/mcp", "--transport", "http", "--method", "tools/list"));
        assertThat(listed.path("tools").size()).isEqualTo(TOOLS);
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(bridge());
        command.addAll(
                List.of("--method", "tools/call", "--tool-name", "latest_prices", "--tool-arg", "symbol=BTCUSD"));
        JsonNode called = JSON.readTree(Node.run(work, script, command.toArray(String[]::new)));
        assertThat(called.at("/structuredContent/data/0/quote/bid").asInt()).isEqualTo(60_000);
    }
}
