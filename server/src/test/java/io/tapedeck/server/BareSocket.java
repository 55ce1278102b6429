package io.tapedeck.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the WebSocket on a bare socket. Java's own now and then takes a burst of some 20 KiB right behind the handshake
 * for garbage, though the bytes on the wire are right. One thread.
 */
final class BareSocket implements AutoCloseable {
    private static final int HUNG_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    BareSocket(URI address, String query) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(HUNG_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        String head = "GET /v1/ws" + query + " HTTP/1.1\r\nHost: " + address.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("answered " + answer);
        }
    }

    /** The next message, which has to be a whole one of text. */
    JsonNode next() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (first != 0x81) {
            throw new IOException("a frame begins with " + first);
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        return JsonMapper.shared().readTree(in.readNBytes(length));
    }

    /** Sends a short text, masked with zeros, which the protocol allows. */
    void send(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
        frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
        socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
