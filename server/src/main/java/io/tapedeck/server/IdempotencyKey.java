package io.tapedeck.server;

import io.tapedeck.journal.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What makes a retry recognisable: the first 16 bytes of the SHA-256 of the client's key, and of the body after
 * decompression. Both go into the journal with the ticks. Stateless; any thread.
 */
final class IdempotencyKey {
    private static final int MAX_CHARACTERS = 256;
    private static final int HASH_BYTES = 16;

    private IdempotencyKey() {}

    /** Refuses what is no key, before the body is read. */
    static void check(String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_CHARACTERS)) {
            throw new ProblemException(
                    400,
                    "bad_idempotency_key",
                    "Idempotency-Key has " + key.strip().length() + " characters: expected 1 to " + MAX_CHARACTERS);
        }
    }

    static void put(String key, Body body, Request request) {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        request.idempotency(hash(utf8, 0, utf8.length), hash(body.bytes(), body.offset(), body.length()));
    }

    private static byte[] hash(byte[] bytes, int offset, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, offset, length);
            return Arrays.copyOf(sha256.digest(), HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
