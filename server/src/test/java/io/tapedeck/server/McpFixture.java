package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** A deck whose clock a test moves, its server, a plain client, and the official one of the Model Context Protocol. */
final class McpFixture implements AutoCloseable {
    static final long START = DeckFixture.nanos(DeckFixture.START);
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    final AtomicLong clock = new AtomicLong(START);
    final Tapedeck deck;
    final HttpServer server;
    final Client client;

    McpFixture(Path data) {
        this(data, DoorConfig.OPEN);
    }

    McpFixture(Path data, DoorConfig door) {
        this(data, door, null);
    }

    /** One whose clock goes by itself. */
    McpFixture(Path data, EpochClock clock) {
        this(data, DoorConfig.OPEN, clock);
    }

    private McpFixture(Path data, DoorConfig door, EpochClock other) {
        deck = Tapedeck.open(TapedeckConfig.defaults(data)
                .withSyncEvery(Duration.ofMillis(20))
                .withClock(other == null ? clock::get : other));
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20, door));
        client = new Client(server.address());
    }

    /** An official client, connected. */
    McpSyncClient official(String token) {
        return officialAt("/mcp", token);
    }

    /** An official client, connected at another address. */
    McpSyncClient officialAt(String path, String token) {
        HttpClientStreamableHttpTransport.Builder transport = HttpClientStreamableHttpTransport.builder(
                        server.address().toString())
                .endpoint(path)
                .jsonMapper(new JacksonMcpJsonMapper(McpJson.MAPPER));
        if (token != null) {
            transport.requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token));
        }
        McpSyncClient official = McpClient.sync(transport.build())
                .requestTimeout(Duration.ofSeconds(30))
                .build();
        official.initialize();
        return official;
    }

    /** Records a trade with the exchange's time and that of its receipt. */
    void trade(String symbol, long tsNanos, long recvNanos, String price) throws InterruptedException {
        Tick tick = new Tick();
        tick.start(deck.capture().symbol(symbol), TickKind.TRADE, tsNanos).recvTs(recvNanos);
        add(tick, price);
    }

    /** Records a trade whose receipt nobody noted. */
    void imported(String symbol, long tsNanos, String price) throws InterruptedException {
        Tick tick = new Tick();
        tick.start(deck.capture().symbol(symbol), TickKind.TRADE, tsNanos);
        add(tick, price);
    }

    private void add(Tick tick, String price) throws InterruptedException {
        BigDecimal value = new BigDecimal(price);
        tick.decimal(0, value.unscaledValue().longValueExact(), value.scale());
        tick.side(Side.BUY);
        deck.capture().add(tick);
        awaitVisible();
    }

    /** Records a quote that was received when it was made. */
    void quote(String symbol, long tsNanos, String bid, String ask) throws InterruptedException {
        Tick tick = new Tick();
        tick.start(deck.capture().symbol(symbol), TickKind.QUOTE, tsNanos).recvTs(tsNanos);
        BigDecimal low = new BigDecimal(bid);
        BigDecimal high = new BigDecimal(ask);
        tick.decimal(0, low.unscaledValue().longValueExact(), low.scale());
        tick.decimal(2, high.unscaledValue().longValueExact(), high.scale());
        deck.capture().add(tick);
        awaitVisible();
    }

    private void awaitVisible() throws InterruptedException {
        deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
        deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(TimeUnit.SECONDS.toNanos(10)));
    }

    /** Waits until SQL sees all that was recorded. */
    void awaitInTape() {
        deck.query().awaitInTape(deck.journal().appendedSeq(), Deadline.in(TimeUnit.SECONDS.toNanos(10)));
    }

    HttpResponse<String> post(String body) {
        return client.post("/mcp", "application/json", body);
    }

    /** What a tool answers: its object, which is in the text too. */
    JsonNode call(String tool, Map<String, Object> arguments) {
        JsonNode result = result(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        assertThat(result.path("content").size()).isEqualTo(1);
        assertThat(McpJson.MAPPER.readTree(
                        result.path("content").get(0).path("text").asString()))
                .isEqualTo(result.path("structuredContent"));
        return result.path("structuredContent");
    }

    /** A tool's refusal. */
    JsonNode refusal(String tool, Map<String, Object> arguments) {
        JsonNode result = result(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        return McpJson.MAPPER.readTree(
                result.path("content").get(0).path("text").asString());
    }

    JsonNode result(String tool, Map<String, Object> arguments) {
        Map<String, Object> request = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "tools/call",
                "params",
                Map.of("name", tool, "arguments", arguments));
        HttpResponse<String> answer = post(McpJson.MAPPER.writeValueAsString(request));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return McpJson.MAPPER.readTree(answer.body()).path("result");
    }

    static CallToolResult call(McpSyncClient official, String tool, Map<String, Object> arguments) {
        return official.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
    }

    static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    @Override
    public void close() {
        server.close();
        deck.close();
    }
}
