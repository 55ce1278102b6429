package io.tapedeck.server;

import io.tapedeck.server.WsSubscriber.Rights;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code GET /v1/ws}: live ticks over a WebSocket, and ticks in. The handshake is checked here; what follows is
 * {@link WsSubscriber}'s. Many threads.
 */
final class WsRoute implements Route {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NONCE_BYTES = 16;

    private final LiveStreams streams;
    private final BodyRecorder recorder;
    private final UnfinishedMessages unfinished = new UnfinishedMessages();

    WsRoute(LiveStreams streams, BodyRecorder recorder) {
        this.streams = streams;
        this.recorder = recorder;
    }

    @Override
    public List<String> parameters() {
        return StreamRoute.PARAMETERS;
    }

    @Override
    public Set<Format> formats() {
        return Set.of(); // one that is none of the shapes of rows
    }

    @Override
    public void answer(Call call) {
        checkUpgrade(call);
        Params params = call.params();
        boolean subscribes = StreamRoute.PARAMETERS.stream().anyMatch(name -> params.text(name) != null);
        Rights rights = new Rights(call.refusal(Access.READ), call.refusal(Access.WRITE));
        if (subscribes && rights.noReading() != null) {
            throw rights.noReading();
        }
        StreamRule rule = subscribes ? StreamRule.of(params.text("symbol"), params.text("kind")) : null;
        StreamRequest request = StreamRequest.of(streams, params.text("after"), params.text("tape_id"), "after");
        call.setHeader("Sec-WebSocket-Accept", accept(call.header("Sec-WebSocket-Key")));
        call.upgrade(
                "websocket",
                (connection, exchange) -> WsSubscriber.start(
                        streams, recorder, call.worker(), connection, rights, unfinished, rule, request.after()));
    }

    private static void checkUpgrade(Call call) {
        String upgrade = call.header("Upgrade");
        String version = call.header("Sec-WebSocket-Version");
        if (call.isHead()
                || upgrade == null
                || !upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
            call.setHeader("Upgrade", "websocket");
            throw new ProblemException(
                    426, "upgrade_required", "this is a WebSocket: connect to ws:// instead, or use /v1/stream");
        }
        if (!"13".equals(version)) {
            call.setHeader("Sec-WebSocket-Version", "13");
            throw new ProblemException(
                    426, "upgrade_required", "Sec-WebSocket-Version is " + Shown.of(version) + ": expected 13");
        }
        if (!isNonce(call.header("Sec-WebSocket-Key"))) {
            throw new ProblemException(
                    400, "bad_handshake", "Sec-WebSocket-Key is missing, or is not 16 bytes in base64");
        }
    }

    private static boolean isNonce(String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == NONCE_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What proves that the server understood, see RFC 6455. */
    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key.strip() + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
