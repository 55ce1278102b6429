package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The secret that gives the right to end an owner over HTTP: who can read it in the data directory could end the process
 * anyway, and no page in a browser can. Each owner makes a new one, so it also tells one owner from the next. Immutable; any
 * thread.
 *
 * <p>The file holds 128 random bits as 32 hexadecimal digits, and only its owner's user may read it.
 */
final class StopKey {
    private static final int BYTES = 16;

    private final byte[] hex;

    private StopKey(byte[] hex) {
        this.hex = hex;
    }

    /**
     * Makes a new key and puts it in place, whole at every moment.
     *
     * @throws ServerException IO
     */
    static StopKey write(Path file) {
        StopKey key = new StopKey(SecretFile.randomHex(BYTES));
        SecretFile.write(file, key.hex);
        return key;
    }

    /** The key as it is in the file. */
    byte[] hex() {
        return hex.clone();
    }

    /** Whether a text is the key. It takes the same time for every wrong one of the right length. */
    boolean is(String text) {
        return text != null && MessageDigest.isEqual(hex, text.strip().getBytes(StandardCharsets.UTF_8));
    }
}
