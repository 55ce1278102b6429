package io.tapedeck.server;

import io.tapedeck.journal.Request;
import io.tapedeck.writer.RequestHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What makes a repeat recognisable: the first 16 bytes of the SHA-256 of the client's key, and of what was sent with it,
 * which is the body after decompression and the parameters that give it its meaning. Both go into the journal with the
 * ticks. Immutable; any thread.
 *
 * @param key the hash of the key
 * @param sent the hash of what was sent
 */
record IdempotencyKey(RequestHash key, RequestHash sent) {
    static final String HEADER = "Idempotency-Key";
    private static final int MAX_CHARACTERS = 256;

    /** The key of a call as the client wrote it; null where there is none. */
    static String text(Incoming call) {
        String key = call.header(HEADER);
        if (key != null && (key.isBlank() || key.length() > MAX_CHARACTERS)) {
            throw new ProblemException(
                    400,
                    "bad_idempotency_key",
                    HEADER + " has " + key.strip().length() + " characters: expected 1 to " + MAX_CHARACTERS);
        }
        return key;
    }

    /**
     * Hashes a key and what came with it.
     *
     * @param text the key as the client wrote it
     * @param meaning the values of the parameters that change what is recorded, null for one that is missing, in an order that
     *     never changes
     * @param body the body
     */
    static IdempotencyKey of(String text, List<String> meaning, Body body) {
        return of(text, meaning, body.bytes(), body.offset(), body.length());
    }

    /** As above, for a body that is part of an array. */
    static IdempotencyKey of(String text, List<String> meaning, byte[] body, int offset, int length) {
        MessageDigest sha256 = Sha256.digest();
        meaning.forEach(value -> update(sha256, value));
        sha256.update(body, offset, length);
        RequestHash sent = RequestHash.of(sha256.digest(), 0);
        return new IdempotencyKey(RequestHash.of(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), 0), sent);
    }

    /** With its length in front, so that no two lists of values look alike. */
    private static void update(MessageDigest sha256, String value) {
        byte[] utf8 = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value == null ? -1 : utf8.length));
        sha256.update(utf8);
    }

    /** Has the journal keep both with the request. */
    void put(Request request) {
        request.idempotency(key.bytes(), sent.bytes());
    }
}
