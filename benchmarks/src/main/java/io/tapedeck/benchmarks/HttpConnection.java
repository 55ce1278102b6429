package io.tapedeck.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is kept alive, for one request at a time: a client that takes as little of the processor as it can, and the
 * same for every server. It owns its socket. One thread.
 */
final class HttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int LINE_LIMIT = 8 << 10;
    private static final int READ_TIMEOUT_MILLIS = 120_000;
    private static final String HOST = "127.0.0.1";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** Connects; an {@link IOException} where nobody listens. */
    HttpConnection(URI server) throws IOException {
        socket = new Socket(InetAddress.getByName(HOST), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = socket.getOutputStream();
        host = "Host: " + HOST + ":" + server.getPort() + "\r\n";
    }

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param bytes the body's bytes
     * @param lines the line feeds in it
     */
    record Answer(int status, long bytes, long lines) {}

    /** Takes the body as it comes, in pieces of the caller's. */
    @FunctionalInterface
    interface BodySink {
        void accept(byte[] piece, int length) throws IOException;
    }

    /** A request's head as it goes onto the wire, made once and sent often. */
    byte[] head(String method, String target, String moreHeaders) {
        return (method + " " + target + " HTTP/1.1\r\n" + host + moreHeaders + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Asks and counts what comes back. */
    Answer ask(byte[] head) throws IOException {
        long[] lines = new long[1];
        out.write(head);
        return read((piece, length) -> lines[0] += lines(piece, length), lines);
    }

    /**
     * An answer that is short enough to be kept.
     *
     * @param status the HTTP status
     * @param text the body
     */
    record Reply(int status, String text) {
        /** The text of a 200; anything else is a failure. */
        String ok() throws IOException {
            if (status != 200) {
                throw new IOException("the server answered " + status + ": " + text);
            }
            return text;
        }
    }

    /** GETs the body as text; anything but a 200 is a failure. */
    String get(String target) throws IOException {
        out.write(head("GET", target, ""));
        return reply().ok();
    }

    /** POSTs the first bytes of an array. */
    Reply post(String target, String contentType, byte[] body, int bodyBytes) throws IOException {
        out.write(head("POST", target, "Content-Type: " + contentType + "\r\nContent-Length: " + bodyBytes + "\r\n"));
        out.write(body, 0, bodyBytes);
        return reply();
    }

    private Reply reply() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Answer answer = read((piece, length) -> text.write(piece, 0, length), new long[1]);
        return new Reply(answer.status(), text.toString(StandardCharsets.UTF_8));
    }

    private Answer read(BodySink sink, long[] lines) throws IOException {
        String statusLine = line();
        if (statusLine.length() < 12) {
            throw new IOException("no HTTP status in \"" + statusLine + "\"");
        }
        int status = Integer.parseInt(statusLine, 9, 12, 10);
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).trim());
            } else if (lower.startsWith("transfer-encoding:") && lower.endsWith("chunked")) {
                chunked = true;
            }
        }
        long bytes = chunked ? readChunks(sink) : readBytes(length, sink);
        return new Answer(status, bytes, lines[0]);
    }

    private long readChunks(BodySink sink) throws IOException {
        long bytes = 0;
        while (true) {
            String size = line();
            int semicolon = size.indexOf(';');
            long chunk = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).trim(), 16);
            if (chunk == 0) {
                while (!line().isEmpty()) {
                    Thread.onSpinWait(); // trailers, which nobody here reads
                }
                return bytes;
            }
            bytes += readBytes(chunk, sink);
            line();
        }
    }

    private long readBytes(long length, BodySink sink) throws IOException {
        for (long rest = length; rest > 0; ) {
            int got = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (got < 0) {
                throw new EOFException("the server closed the connection with " + rest + " bytes of the body to come");
            }
            sink.accept(buffer, got);
            rest -= got;
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server closed the connection in the middle of an answer's head");
            } else if (b == '\n') {
                return line.toString();
            } else if (b != '\r') {
                line.append((char) b);
            }
            if (line.length() > LINE_LIMIT) {
                throw new IOException("a line of an answer's head is longer than " + LINE_LIMIT + " bytes");
            }
        }
    }

    private static int lines(byte[] piece, int length) {
        int lines = 0;
        for (int i = 0; i < length; i++) {
            lines += piece[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
