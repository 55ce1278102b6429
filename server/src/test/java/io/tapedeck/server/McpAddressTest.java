package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: whoever knows the address with its token may read, and nothing else; whoever does not, cannot even tell that there is one; and
 * no answer shows the token. Method: the same requests to servers with the address and without, with tokens and without.
 */
class McpAddressTest {
    private static final String TOKEN = "url-token.0123456789_abc~";
    private static final String ADMIN = "admin-0123456789abcdef";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    private static final Map<String, Object> OPENING = Map.of("symbol", "BTCUSD", "side", "long", "quantity", 1);

    @TempDir
    Path work;

    private McpFixture served(String name, DoorConfig door) {
        return new McpFixture(work.resolve(name), door);
    }

    private DoorConfig guarded() throws IOException {
        return DoorConfig.OPEN.withTokenFile(Files.writeString(work.resolve("tokens"), ADMIN + "\n"));
    }

    private static DoorConfig with(DoorConfig door) {
        return door.withUrlToken(UrlToken.of(TOKEN));
    }

    private static HttpResponse<String> post(McpFixture served, String path, String... headers) {
        HttpRequest.Builder request = served.client
                .request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(LIST));
        return served.client.send(headers.length == 0 ? request : request.headers(headers));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoKnowsItReadsAndChangesNothing(boolean isGuarded) throws Exception {
        try (McpFixture served = served("deck", with(isGuarded ? guarded() : DoorConfig.OPEN))) {
            served.trade("BTCUSD", McpFixture.START, McpFixture.START, "60000.10");
            try (McpSyncClient official = served.officialAt("/mcp/t/" + TOKEN, null)) {
                assertThat(official.listTools().tools())
                        .allSatisfy(tool ->
                                assertThat(tool.annotations().readOnlyHint()).isTrue())
                        .extracting(Tool::name)
                        .contains("latest_prices", "list_positions", "wait_for_alert", "search", "fetch")
                        .hasSize(13);
                assertThat(McpFixture.text(McpFixture.call(official, "latest_prices", Map.of("symbol", "BTCUSD"))))
                        .contains("\"price\":60000.1,");
                for (String changing : List.of("open_position", "change_position", "close_position", "set_alert")) {
                    assertThatThrownBy(() -> McpFixture.call(official, changing, OPENING))
                            .as(changing)
                            .hasMessageContaining("Unknown tool");
                }
            }
            // Whatever else he shows: at this address nobody may more.
            assertThat(post(served, "/mcp/t/" + TOKEN, "Authorization", "Bearer " + ADMIN)
                            .body())
                    .contains("\"list_positions\"")
                    .doesNotContain("\"open_position\"");
            assertThat(served.client.get("/v1/positions", "X-API-Key", ADMIN).body())
                    .startsWith("{\"data\":[],");
        }
    }

    @Test
    void whoeverDoesNotKnowItCannotTellWhetherThereIsOne() throws IOException {
        try (McpFixture open = served("a", DoorConfig.OPEN);
                McpFixture openWith = served("b", with(DoorConfig.OPEN));
                McpFixture guarded = served("c", guarded());
                McpFixture guardedWith = served("d", with(guarded()))) {
            HttpResponse<String> unknown = open.client.post("/nothing-like-it", "application/json", LIST);
            for (String path : List.of(
                    "/mcp/t",
                    "/mcp/t/",
                    "/mcp/t/x",
                    "/mcp/t/wrong-0123456789abcdef",
                    "/mcp/t/" + TOKEN + "x",
                    "/mcp/t/" + TOKEN.substring(1),
                    "/mcp/t/" + TOKEN.toUpperCase(Locale.ROOT),
                    "/mcp/t/" + TOKEN + "/",
                    "/mcp/t/" + TOKEN + "/sse",
                    "/mcp/t/" + TOKEN + ".json",
                    "/mcp/t//" + TOKEN,
                    "/mcp/t/%7Btoken%7D")) {
                for (McpFixture served : List.of(open, openWith, guarded, guardedWith)) {
                    for (String method : List.of("POST", "GET", "DELETE", "OPTIONS")) {
                        HttpResponse<String> answer = served.client.send(served.client
                                .request(path)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(LIST)));
                        assertThat(answer.statusCode())
                                .as("%s %s: %s", method, path, answer.body())
                                .isEqualTo(404);
                        assertThat(answer.body()
                                        .replaceFirst("\"instance\":.*", "")
                                        .replace("/mcp/...", "X")
                                        .replace("/mcp/t", "X"))
                                .isEqualTo(unknown.body()
                                        .replaceFirst("\"instance\":.*", "")
                                        .replace("/nothing-like-it", "X"));
                        assertThat(answer.body()).doesNotContain("0123456789");
                        assertSecretive(answer);
                    }
                }
            }
            // Nor by the name that a mistyped path is met with.
            assertThat(post(open, "/mcpt/token").body())
                    .isEqualTo(post(openWith, "/mcpt/token").body());
            assertThat(post(open, "/mcp/" + TOKEN).body()).doesNotContain(TOKEN);
        }
    }

    private static void assertSecretive(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().map().toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noRefusalShowsIt(boolean isGuarded) throws IOException {
        String path = "/mcp/t/" + TOKEN;
        try (McpFixture served = served("deck", with(isGuarded ? guarded() : DoorConfig.OPEN))) {
            HttpResponse<String> get = served.client.get(path, "Accept", "text/event-stream");
            assertThat(get.statusCode()).as(get.body()).isEqualTo(405);
            assertThat(get.headers().firstValue("Allow")).hasValue("POST");
            List<HttpResponse<String>> answers = List.of(
                    get,
                    post(served, path),
                    post(served, path + "?pretty"),
                    post(served, path + "?token=" + 1),
                    post(served, path, "Origin", "https://evil.example.com"),
                    post(served, path, "MCP-Protocol-Version", "1999-01-01"),
                    served.client.post(path, "text/plain", LIST),
                    served.client.post(path, "application/json", " ".repeat(300_000)),
                    served.client.post(path, "application/json", "{"),
                    served.client.send(served.client.request(path).DELETE()));
            assertThat(answers)
                    .extracting(HttpResponse::statusCode)
                    .containsExactly(405, 200, 200, 400, 403, 400, 415, 413, 400, 405);
            for (HttpResponse<String> answer : answers) {
                assertThat(answer.body()).doesNotContain(TOKEN);
                assertSecretive(answer);
            }
            assertThat(served.client
                            .send(served.client.request("/metrics").header("X-API-Key", ADMIN))
                            .body())
                    .contains("route=\"/mcp/t/{token}\"")
                    .doesNotContain(TOKEN);
        }
    }

    @Test
    void aServerWithoutTokensStillAnswersToItsOwnNameAlone() throws IOException {
        try (McpFixture served = served("deck", with(DoorConfig.OPEN))) {
            String answer = Wire.exchange(
                    served.server.address(),
                    "POST /mcp/t/" + TOKEN
                            + " HTTP/1.1\r\nHost: some.tunnel.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                            + LIST.length() + "\r\n\r\n" + LIST);
            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("\"wrong_host\"")
                    .doesNotContain(TOKEN);
        }
    }

    @Test
    void oneThatIsMadeIsKeptForItsUserAndCanBeReplaced() throws IOException {
        DoorConfig door = DoorConfig.OPEN.withUrlToken(UrlToken.kept());
        String first;
        try (McpFixture served = served("deck", door)) {
            Path file = served.server.urlTokenFile();
            assertThat(file).isEqualTo(served.deck.directory().path().resolve("mcp-url-token"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            first = Files.readString(file).strip();
            assertThat(first).matches("[0-9a-f]{64}");
            assertThat(post(served, "/mcp/t/" + first).statusCode()).isEqualTo(200);
        }
        try (McpFixture served = served("deck", door)) {
            assertThat(post(served, "/mcp/t/" + first).statusCode())
                    .as("the same again")
                    .isEqualTo(200);
            Files.writeString(served.server.urlTokenFile(), TOKEN + "\n");
            Await.until("the new token", () -> post(served, "/mcp/t/" + TOKEN).statusCode() == 200);
            assertThat(post(served, "/mcp/t/" + first).statusCode()).isEqualTo(404);
        }
        Files.writeString(work.resolve("deck").resolve("mcp-url-token"), "two words-0123456789\n");
        assertThatThrownBy(() -> served("deck", door))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("mcp-url-token holds no token")
                .hasMessageNotContaining("words-0123456789");
    }

    @Test
    void whatIsNoTokenIsRefusedWithoutBeingShown() {
        for (String wrong : List.of("short", "with/slash-0123456789", "with blank-0123456789", "x".repeat(257))) {
            assertThatThrownBy(() -> UrlToken.of(wrong))
                    .isInstanceOfSatisfying(
                            ServerException.class,
                            e -> assertThat(e.code()).isEqualTo(ServerException.Code.BAD_SETTING))
                    .hasMessageNotContaining(wrong);
        }
        assertThat(with(DoorConfig.OPEN).toString()).doesNotContain(TOKEN);
    }
}
