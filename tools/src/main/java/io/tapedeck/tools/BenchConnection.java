package io.tapedeck.tools;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One kept-alive HTTP connection to a server that is measured, which takes as little time of its own as it can: a request is
 * one write, and an answer's body stays in an array that the next answer overwrites. It owns its socket. One thread at a
 * time.
 */
final class BenchConnection implements Closeable {
    private static final int TIMEOUT_MILLIS = 120_000;
    private static final int LINE_BYTES = 8 << 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] read = new byte[64 << 10];
    private int readAt;
    private int readEnd;
    private byte[] body = new byte[64 << 10];
    private int bodyBytes;

    BenchConnection(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Bytes of a GET request, to be used many times. */
    static byte[] get(URI server, String pathAndQuery) {
        return ("GET " + pathAndQuery + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of a POST request with its body, to be used many times. */
    static byte[] post(URI server, String pathAndQuery, String type, byte[] content) {
        byte[] head = ("POST " + pathAndQuery + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nContent-Type: "
                        + type + "\r\nContent-Length: " + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, request, head.length, content.length);
        return request;
    }

    /**
     * Sends a request and reads its whole answer, which must be a 200.
     *
     * @param request bytes as {@link #get} or {@link #post} made them
     * @throws CommandException where the server refused
     */
    void exchange(byte[] request) throws IOException {
        out.write(request);
        String status = line();
        long length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        bodyBytes = 0;
        if (chunked) {
            takeChunks();
        } else {
            take(length);
        }
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw CommandException.failed("the server under measurement refused: " + status + " " + text());
        }
    }

    private void takeChunks() throws IOException {
        for (long length = chunkLength(); length > 0; length = chunkLength()) {
            take(length);
            line();
        }
        while (!line().isEmpty()) {
            continue; // trailers, of which none matters
        }
    }

    private long chunkLength() throws IOException {
        String line = line();
        int end = line.indexOf(';');
        return Long.parseLong((end < 0 ? line : line.substring(0, end)).strip(), 16);
    }

    private void take(long length) throws IOException {
        if (length < 0) {
            throw new IOException("an answer without a length: expected Content-Length or chunks");
        }
        int needed = Math.toIntExact(bodyBytes + length);
        if (needed > body.length) {
            body = Arrays.copyOf(body, Math.max(needed, body.length * 2));
        }
        while (bodyBytes < needed) {
            if (readAt == readEnd) {
                fill();
            }
            int part = Math.min(readEnd - readAt, needed - bodyBytes);
            System.arraycopy(read, readAt, body, bodyBytes, part);
            readAt += part;
            bodyBytes += part;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (readAt == readEnd) {
                fill();
            }
            char c = (char) read[readAt++];
            if (c == '\n') {
                return line.toString();
            } else if (c != '\r') {
                line.append(c);
            }
            if (line.length() > LINE_BYTES) {
                throw new IOException("a header line of more than " + LINE_BYTES + " bytes");
            }
        }
    }

    private void fill() throws IOException {
        readAt = 0;
        readEnd = Math.max(0, in.read(read));
        if (readEnd == 0) {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
    }

    /** The array that holds the body of the last answer. */
    byte[] body() {
        return body;
    }

    /** How many of its bytes do. */
    int bodyBytes() {
        return bodyBytes;
    }

    /** The body of the last answer as text. */
    String text() {
        return new String(body, 0, bodyBytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
