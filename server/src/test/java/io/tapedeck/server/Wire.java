package io.tapedeck.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Speaks HTTP by hand, where a well-behaved client would not send what a test must. */
final class Wire {
    private Wire() {}

    /** Sends bytes and reads until the server closes the connection, which it may do before it has taken all of them. */
    static String exchange(URI address, String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // It has answered, and closes: what it said is there to be read.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
