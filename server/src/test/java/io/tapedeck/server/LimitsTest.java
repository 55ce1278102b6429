package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Goal: a client that takes more than its share is told so, and takes nothing from the others. */
class LimitsTest {
    @Test
    void aBodyMustComeAtAPace() throws IOException {
        AtomicLong nanos = new AtomicLong(-5);
        InputStream slow = new BoundedBody(new ByteArrayInputStream(new byte[1000]), 1000, nanos::get);
        for (int i = 0; i < 20; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(slow.read()).isZero();
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThatThrownBy(slow::read)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(408))
                .hasMessageContaining("1024 bytes a second");

        InputStream large = new BoundedBody(new ByteArrayInputStream(new byte[1 << 20]), 1 << 20, nanos::get);
        byte[] second = new byte[2048];
        for (int i = 0; i < 500; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(large.read(second)).isEqualTo(2048);
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoAndTheOthersGoOn() throws IOException {
        Routing routing = new Routing()
                .add("GET", "/quick", Workers.Pool.VITAL, call -> call.end(204))
                .add("GET", "/livez", Workers.Pool.VITAL, Access.OPEN, call -> call.end(204));
        Deque<Socket> open = new ArrayDeque<>();
        try (HttpServer server =
                new HttpServer(routing, new ServerConfig("localhost", 0, 1000), new Metrics(), () -> {})) {
            for (int i = 0; i < Front.MAX_CONNECTIONS; i++) {
                open.add(connect(server.address()));
                assertThat(ask(open.getLast(), "/quick")).startsWith("HTTP/1.1 204 ");
            }
            try (Socket next = connect(server.address())) {
                assertThat(ask(next, "/quick"))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Retry-After: 1", "Connection: close");
            }
            try (Socket next = connect(server.address())) {
                assertThat(ask(next, "/livez")).startsWith("HTTP/1.1 204 ");
            }
            assertThat(ask(open.getFirst(), "/quick")).startsWith("HTTP/1.1 204 ");
            open.removeFirst().close();
            assertThat(comesIn(server.address())).isTrue();
        } finally {
            for (Socket socket : new ArrayList<>(open)) {
                socket.close();
            }
        }
    }

    /** The server notices that a connection ended in its own time. */
    private static boolean comesIn(URI address) throws IOException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(10)) {
            try (Socket next = connect(address)) {
                if (ask(next, "/quick").startsWith("HTTP/1.1 204 ")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Socket connect(URI address) throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String ask(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0;
                c = socket.getInputStream().read()) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        Routing routing = new Routing().add("GET", "/quick", Workers.Pool.VITAL, call -> call.end(204));
        try (HttpServer server =
                new HttpServer(routing, new ServerConfig("localhost", 0, 1000), new Metrics(), () -> {})) {
            for (String header :
                    List.of("X: " + "x".repeat(40_000), ("X: " + "y".repeat(400) + "\r\n").repeat(100) + "Z: z")) {
                assertThat(Wire.exchange(
                                server.address(), "GET /quick HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n"))
                        .as("%d characters", header.length())
                        .startsWith("HTTP/1.1 431 ")
                        .contains("application/problem+json", "\"code\":\"headers_too_large\"", "at most 32768");
            }
            String many = "X: y\r\n".repeat(300);
            assertThat(Wire.exchange(server.address(), "GET /quick HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n"))
                    .as("what Undertow does not even pass on")
                    .startsWith("HTTP/1.1 400 ");
            String fits = "X: " + "x".repeat(30_000);
            assertThat(Wire.exchange(
                            server.address(),
                            "GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fits + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 204 ");
        }
    }
}
