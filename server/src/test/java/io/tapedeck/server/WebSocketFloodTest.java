package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send as fast as they are read, and read all their answers, keep no thread to themselves. */
@Timeout(120)
class WebSocketFloodTest {
    private static final int CLIENTS = 6; // more than there are IO threads
    private static final int MIN_ANSWER_BYTES = 1 << 20;

    @TempDir
    Path data;

    @Test
    void othersAreAnsweredBesideClientsThatNeverPause() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            URI server = fixture.server.address();
            InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
            AtomicLong answered = new AtomicLong();
            List<Socket> floods = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    floods.add(flood(address, answered));
                }
                while (answered.get() < CLIENTS * MIN_ANSWER_BYTES) {
                    Thread.sleep(5);
                }
                URI livez = server.resolve("/livez");
                for (int i = 0; i < 8; i++) { // connections of their own, so that both IO threads are asked
                    HttpRequest request = HttpRequest.newBuilder(livez)
                            .timeout(Duration.ofSeconds(20))
                            .build();
                    assertThat(HttpClient.newHttpClient()
                                    .send(request, BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(200);
                }
            } finally {
                for (Socket flood : floods) {
                    flood.close();
                }
            }
        }
    }

    private static Socket flood(InetSocketAddress address, AtomicLong answered) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("GET /v1/ws HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        byte[] pings = pings();
        start(() -> {
            while (true) {
                out.write(pings);
            }
        });
        InputStream in = socket.getInputStream();
        byte[] answer = new byte[64 << 10];
        start(() -> {
            for (int read = in.read(answer); read >= 0; read = in.read(answer)) {
                answered.addAndGet(read);
            }
        });
        return socket;
    }

    private interface Talk {
        void run() throws IOException;
    }

    /** It ends with its socket. */
    private static void start(Talk talk) {
        Thread thread = new Thread(() -> {
            try {
                talk.run();
            } catch (IOException e) {
                return; // the socket was closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Many small messages, masked with zeros, which RFC 6455 allows. */
    private static byte[] pings() {
        byte[] text = "{\"op\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 3000; i++) {
            bytes.write(0x81);
            bytes.write(0x80 | text.length);
            bytes.writeBytes(new byte[4]);
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }
}
