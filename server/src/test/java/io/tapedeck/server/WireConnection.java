package io.tapedeck.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A connection over which a test sends whatever bytes it likes, and reads answers off as they stand. A server that says nothing
 * for 30 s is taken for hung. One thread.
 */
final class WireConnection implements AutoCloseable {
    /** What comes in chunks behind this is read and forgotten. */
    private static final int KEPT_BYTES = 16 << 20;

    private static final int HUNG_MILLIS = 30_000;

    /**
     * An answer.
     *
     * @param headers by name in small letters
     */
    record Reply(int status, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final InputStream in;

    WireConnection(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(HUNG_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request whose end the server can tell, and reads its answer. */
    Reply exchange(byte[] request) throws IOException {
        try {
            socket.getOutputStream().write(request);
        } catch (IOException e) {
            // It answered before it had read all, and closed: the answer is there.
        }
        Reply reply = read();
        if (reply == null) {
            throw new EOFException("the connection was closed without an answer");
        }
        return reply;
    }

    /**
     * Sends bytes and then no more, and reads all that is answered until the server closes.
     *
     * @return whether it closed in order, and not by a reset, which may have taken an answer along: it closes so where bytes
     *     behind what it understood are left
     */
    boolean exchangeLast(byte[] bytes, List<Reply> replies) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            // As above.
        }
        try {
            for (Reply reply = read(); reply != null; reply = read()) {
                replies.add(reply);
            }
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private Reply read() throws IOException {
        String statusLine = line();
        if (statusLine == null) {
            return null;
        }
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status == 100) {
            return read();
        }
        return new Reply(status, headers, new String(body(headers), StandardCharsets.UTF_8));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = in.readNBytes(Integer.parseInt(line(), 16));
            line();
            if (chunk.length == 0) {
                return whole.toByteArray();
            }
            if (whole.size() < KEPT_BYTES) {
                whole.writeBytes(chunk);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        for (c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return c < 0 && line.isEmpty() ? null : line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
