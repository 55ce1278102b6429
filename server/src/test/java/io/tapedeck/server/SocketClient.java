package io.tapedeck.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the WebSocket, by Java's own, that keeps what it is sent until it is asked for. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;
    private volatile int closeCode = -1;
    private volatile boolean ended;

    SocketClient(URI address, String query, String... headers) {
        this(CLIENT, address, query, headers);
    }

    SocketClient(HttpClient client, URI address, String query, String... headers) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(URI.create("ws" + address.toString().substring(4) + "/v1/ws" + query), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            messages.add(message.toString());
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        ended = true;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended = true;
    }

    WebSocket socket() {
        return socket;
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next message; fails where none comes. */
    JsonNode next() throws InterruptedException {
        String next = messages.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came; closed with " + closeCode);
        }
        return JsonMapper.shared().readTree(next);
    }

    /** The next message as it was sent, or null where none came in the time or the connection has ended. */
    String poll(long millis) throws InterruptedException {
        for (long waited = 0; waited < millis; waited += 20) {
            String next = messages.poll(20, TimeUnit.MILLISECONDS);
            if (next != null || ended && messages.isEmpty()) {
                return next;
            }
        }
        return null;
    }

    /** The next message of a kind; those of other kinds are passed over. */
    JsonNode next(String kind) throws InterruptedException {
        JsonNode next = next();
        while (!next.path("kind").asString().equals(kind)) {
            next = next();
        }
        return next;
    }

    /** Waits for the connection's end, and tells with which code. */
    int awaitClose() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!ended && System.nanoTime() < giveUp) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        return closeCode;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
