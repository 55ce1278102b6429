package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: the token of the address for assistants is seen nowhere but in that address, and, where it was made, in its file. Method: the
 * packaged program with its log at its most talkative form, asked by hand in good and in broken ways; then every byte that it
 * said or wrote is searched.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class McpAddressIT {
    private static final String TOKEN = "urltoken-0123456789abcdefgh";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

    @TempDir
    private Path work;

    /** Sends bytes as they are, and reads until the server closes. */
    private static String wire(URI server, String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String request(URI server, String line, String headers, String body) {
        return line + " HTTP/1.1\r\nHost: localhost:" + server.getPort()
                + "\r\nConnection: close\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static JsonNode banner(Jar server) throws IOException {
        return JsonMapper.shared().readTree(server.firstLine());
    }

    @Test
    void a_token_that_is_given_is_in_no_byte_of_output_log_or_directory() throws Exception {
        StringBuilder seen = new StringBuilder();
        Map<String, String> variable = Map.of("TAPEDECK_MCP_URL_TOKEN", TOKEN);
        try (Jar server = Jar.startWith(variable, work, "serve", "--data", "data", "--port", "0", "--json")) {
            JsonNode banner = banner(server);
            URI url = URI.create(banner.path("address").asString());
            seen.append(banner);
            String good = wire(url, request(url, "POST /mcp/t/" + TOKEN, "", LIST));
            assertThat(good).startsWith("HTTP/1.1 200").contains("\"wait_for_alert\"");
            seen.append(good);
            for (String path : List.of(
                    "/mcp/t/" + TOKEN,
                    "/mcp/t/" + TOKEN + "?x=1",
                    "/mcp/t/" + TOKEN + "/more",
                    "/mcp/t/" + TOKEN + "%ZZ",
                    "/mcp/t/" + TOKEN + "%",
                    "/mcp/t/" + TOKEN + "%00",
                    "//mcp/t/" + TOKEN,
                    "/MCP/T/" + TOKEN,
                    "/mcp/" + TOKEN,
                    "/mcp/t/x" + TOKEN,
                    "http://localhost/mcp/t/" + TOKEN,
                    "/mcp/t/" + TOKEN + ";p=1",
                    "/mcp/t/" + TOKEN + "{",
                    "/mcp/t/" + TOKEN + "\u00e4")) {
                for (String method : List.of("GET", "POST", "HEAD", "OPTIONS", "NO\u0001")) {
                    for (String body : List.of(LIST, "{\"x")) {
                        seen.append(wire(url, request(url, method + " " + path, "", body)));
                    }
                }
                for (String header : List.of(
                        "Origin: https://evil.example.com\r\n",
                        "X-Forwarded-For: 203.0.113.7\r\n",
                        "Authorization: Bearer x\r\n",
                        "Accept: text/event-stream\r\n",
                        "X: " + "y".repeat(40_000) + "\r\n")) {
                    seen.append(wire(url, request(url, "POST " + path, header, LIST)));
                }
            }
            for (String path :
                    List.of("/metrics", "/health", "/openapi.json", "/openapi-gpt.json", "/readyz?verbose")) {
                seen.append(wire(url, request(url, "GET " + path, "", "")));
            }
            String elsewhere = request(url, "POST /mcp/t/" + TOKEN, "", LIST).replaceFirst("localhost", "evil.example");
            seen.append(wire(url, elsewhere));
            for (String command : List.of("status", "doctor")) {
                Jar.Ended ended = Jar.run(work, command, "--data", "data");
                seen.append(ended.out()).append(ended.err());
            }
            assertThat(Jar.run(work, "stop", "--data", "data").code()).isZero();
            seen.append(server.errors());
        }
        assertThat(seen)
                .contains(
                        "HTTP/1.1 405",
                        "HTTP/1.1 404",
                        "HTTP/1.1 400",
                        "\"wrong_host\"",
                        "\"foreign_origin\"",
                        "/mcp/t/{token}");
        assertThat(seen.indexOf(TOKEN)).as("in what was said").isNegative();
        assertThat(filesWith(TOKEN)).isEmpty();
    }

    @Test
    void one_that_is_made_is_in_its_file_alone() throws Exception {
        try (Jar server = Jar.start(work, "serve", "--data", "data", "--port", "0", "--json", "--mcp-url-token")) {
            JsonNode banner = banner(server);
            URI url = URI.create(banner.path("address").asString());
            Path file = work.resolve("data/mcp-url-token").toRealPath();
            assertThat(Path.of(banner.path("mcp_url_token_file").asString())).isEqualTo(file);
            String token = Files.readString(file).strip();
            assertThat(wire(url, request(url, "POST /mcp/t/" + token, "", LIST)))
                    .startsWith("HTTP/1.1 200");
            assertThat(Jar.run(work, "stop", "--data", "data").code()).isZero();
            assertThat(banner.toString() + server.errors()).doesNotContain(token);
            assertThat(filesWith(token)).containsExactly(file);
        }
        Jar.Ended wrong = Jar.run(
                Map.of("TAPEDECK_MCP_URL_TOKEN", "no token at all"), work, "serve", "--data", "data", "--port", "0");
        assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains("expected 16 to 256").doesNotContain("no token at all");
    }

    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(work.toRealPath())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(text);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }
}
