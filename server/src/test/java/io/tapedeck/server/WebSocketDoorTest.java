package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: over a WebSocket nobody reads, writes or keeps a connection who may not. */
@Timeout(60)
class WebSocketDoorTest {
    private static final String READER = "reader-0123456789abcdef";
    private static final String WRITER = "writer-0123456789abcdef";
    private static final String SUBSCRIBE = "{\"op\":\"subscribe\",\"ref\":\"s\",\"after\":0}";
    private static final String TICKS = "{\"op\":\"ticks\",\"ref\":\"t\",\"ticks\":[{\"symbol\":\"A\",\"price\":1}]}";

    @TempDir
    Path work;

    private Tapedeck deck;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        Path tokens = Files.writeString(work.resolve("tokens"), "read " + READER + "\nwrite " + WRITER + "\n");
        DoorConfig door = DoorConfig.OPEN.withTokenFile(tokens).withCorsOrigins(List.of("https://charts.example.com"));
        deck = Tapedeck.open(work.resolve("data"));
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20, door));
    }

    @AfterEach
    void close() {
        server.close();
        deck.close();
    }

    private SocketClient socket(String token, String query) {
        return new SocketClient(server.address(), query, "Authorization", "Bearer " + token);
    }

    private static JsonNode answer(SocketClient socket, String message) throws InterruptedException {
        socket.send(message);
        return socket.next();
    }

    @Test
    void whoMayReadIsSentTicksAndSendsNone() throws Exception {
        try (SocketClient socket = socket(READER, "")) {
            socket.next("hello");
            JsonNode refused = answer(socket, TICKS);
            assertThat(refused.path("kind").asString()).isEqualTo("error");
            assertThat(refused.path("ref").asString()).isEqualTo("t");
            assertThat(refused.path("status").asInt()).isEqualTo(403);
            assertThat(answer(socket, SUBSCRIBE).path("kind").asString()).isEqualTo("subscribed");
            assertThat(deck.journal().appendedSeq()).isZero();
        }
    }

    @Test
    void whoMayWriteSendsTicksAndIsSentNone() throws Exception {
        try (SocketClient socket = socket(WRITER, "")) {
            socket.next("hello");
            JsonNode refused = answer(socket, SUBSCRIBE);
            assertThat(refused.path("kind").asString()).isEqualTo("error");
            assertThat(refused.path("status").asInt()).isEqualTo(403);
            assertThat(answer(socket, TICKS).path("kind").asString()).isEqualTo("ack");
        }
        refuses(403, () -> socket(WRITER, "?symbols=A"));
    }

    @Test
    void withoutATokenOrFromAStrangePageThereIsNoHandshake() throws Exception {
        refuses(401, () -> new SocketClient(server.address(), ""));
        refuses(401, () -> socket(READER + "x", ""));
        refuses(
                403,
                () -> new SocketClient(
                        server.address(),
                        "",
                        "Authorization",
                        "Bearer " + READER,
                        "Origin",
                        "https://evil.example.com"));
        try (SocketClient socket = new SocketClient(
                server.address(), "", "Authorization", "Bearer " + READER, "Origin", "https://charts.example.com")) {
            assertThat(socket.next("hello").path("after").asLong()).isZero();
        }
    }

    private static void refuses(int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable connecting) {
        assertThatThrownBy(connecting)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    /** Over the wire, since no client library sends it: the close has the code, then the connection ends. */
    @Test
    void aFrameWithoutAMaskEndsTheConnectionWithACode() throws Exception {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /v1/ws HTTP/1.1\r\nHost: " + server.address().getAuthority() + "\r\nX-API-Key: "
                                    + READER + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder told = new StringBuilder();
            while (told.indexOf("heartbeat_ms") < 0) {
                told.append((char) in.read());
            }
            socket.getOutputStream().write(new byte[] {(byte) 0x81, 1, 'x'});
            socket.shutdownOutput();
            String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(rest).contains("\u0088"); // a close
            int at = rest.indexOf('\u0088');
            assertThat(rest.charAt(at + 2) << 8 | rest.charAt(at + 3)).isEqualTo(1002);
            assertThat(rest.substring(at + 4)).isEqualTo("a frame without a mask");
        }
    }
}
