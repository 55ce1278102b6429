package io.tapedeck.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Goal: the client reads whole answers, however they are framed, and never takes a cut one for a whole one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpConnectionTest {
    @Test
    void reads_answers_of_both_framings_one_after_another_on_one_connection() throws Exception {
        try (Answering server = new Answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na\nbc\nd",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n4;x=y\r\n\nc\nd\r\n0\r\nTrailer: 1\r\n\r\n",
                        "HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\nno");
                HttpConnection connection = new HttpConnection(server.address())) {
            byte[] head = connection.head("GET", "/", "");
            assertThat(connection.ask(head)).isEqualTo(new HttpConnection.Answer(200, 6, 2));
            assertThat(connection.ask(head)).isEqualTo(new HttpConnection.Answer(200, 7, 3));
            assertThatThrownBy(() -> connection.get("/"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503")
                    .hasMessageContaining("no");
        }
    }

    @Test
    void a_cut_answer_is_a_failure() throws Exception {
        for (String cut : new String[] {
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na\nb",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n",
            "HTTP/1.1 200 OK\r\nContent-Le"
        }) {
            try (Answering server = new Answering(cut);
                    HttpConnection connection = new HttpConnection(server.address())) {
                assertThatThrownBy(() -> connection.get("/")).isInstanceOf(EOFException.class);
            }
        }
    }

    /** Answers each request on one connection with the next text, then closes it. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        private final CompletableFuture<Void> served;

        Answering(String... answers) throws IOException {
            served = CompletableFuture.runAsync(() -> serve(answers), task -> new Thread(task, "server").start());
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        private void serve(String[] answers) {
            try (Socket client = socket.accept();
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
                for (String answer : answers) {
                    for (String line = lines.readLine(); !line.isEmpty(); ) {
                        line = lines.readLine();
                    }
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                throw new AssertionError("the answering end failed", e);
            }
        }

        @Override
        public void close() throws IOException {
            served.join();
            socket.close();
        }
    }
}
