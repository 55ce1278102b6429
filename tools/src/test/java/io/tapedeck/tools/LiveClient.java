package io.tapedeck.tools;

import io.tapedeck.writer.EventPlace;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client of a live stream on a bare socket, by server-sent events or by WebSocket: it reads just what the wire has, and some
 * hundreds of them cost little. One thread reads; closing it cuts the connection.
 */
final class LiveClient implements Closeable {
    private static final int SILENCE_MILLIS = 60_000; // a heartbeat comes every 15 s

    /**
     * A frame.
     *
     * @param kind its kind
     * @param place where to go on from
     */
    record Frame(String kind, EventPlace place) {}

    private final Socket socket;
    private final DataInputStream in;
    private final boolean framed; // a WebSocket
    private final int status;
    private int chunkBytes; // left of the chunk at hand; of server-sent events

    /**
     * Connects and reads the head of the answer.
     *
     * @param server where to
     * @param webSocket whether by WebSocket
     * @param query what to follow, without {@code after}
     * @param after what it has
     */
    LiveClient(URI server, boolean webSocket, String query, EventPlace after) throws IOException {
        framed = webSocket;
        socket = new Socket(server.getHost(), server.getPort());
        try {
            socket.setSoTimeout(SILENCE_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 << 10));
            String path = webSocket ? "/v1/ws" : "/v1/stream";
            String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
            String head = "GET " + path + query + "&after=" + id(after) + " HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\n" + (webSocket ? upgrade : "") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String first = line();
            status = Integer.parseInt(first.substring(9, 12));
            while (!line().isEmpty()) {
                continue; // nothing more of the head matters
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    int status() {
        return status;
    }

    /** The next frame, or null where the server has ended the stream in order. */
    Frame next() throws IOException {
        return framed ? nextMessage() : nextEvent();
    }

    private Frame nextEvent() throws IOException {
        String id = null;
        String kind = null;
        for (String line = eventLine(); line != null; line = eventLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                kind = line.substring(7);
            } else if (line.isEmpty() && kind != null) {
                return new Frame(kind, place(id));
            }
        }
        return null;
    }

    private Frame nextMessage() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if ((first & 15) == 8) {
                return null;
            }
            if ((first & 15) == 1) {
                String kind = member(text, "\"kind\":\"");
                boolean isEdge = kind.equals("hello") || kind.equals("bye");
                String name = isEdge ? "\"after\":" : text.contains("\"place\":") ? "\"place\":" : "\"seq\":";
                return new Frame(kind, place(member(text, name)));
            }
        }
    }

    private static String id(EventPlace place) {
        return place.record() == 0 ? Long.toString(place.seq()) : place.toString();
    }

    private static EventPlace place(String id) {
        return id.indexOf('-') < 0 ? new EventPlace(Long.parseLong(id), 0) : EventPlace.parse(id);
    }

    private static String member(String json, String name) {
        int from = json.indexOf(name) + name.length();
        from += json.charAt(from) == '"' ? 1 : 0;
        int to = from;
        while (Character.isLetterOrDigit(json.charAt(to)) || json.charAt(to) == '-') {
            to++;
        }
        return json.substring(from, to);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(120);
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** A line of the chunked body; null behind the last one. */
    private String eventLine() throws IOException {
        StringBuilder line = new StringBuilder(200);
        for (int next = body(); next != '\n'; next = body()) {
            if (next < 0) {
                return null;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private int body() throws IOException {
        if (chunkBytes == 0) {
            chunkBytes = Integer.parseInt(line(), 16);
            if (chunkBytes == 0) {
                return -1;
            }
        }
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection was cut inside of an answer");
        }
        if (--chunkBytes == 0) {
            line(); // the end of the chunk
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
