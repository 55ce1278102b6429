package io.tapedeck.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every JDK has and can copy. Stateless; any thread. */
public final class Sha256 {
    private Sha256() {}

    /**
     * A digest that has got nothing yet.
     *
     * @return the digest, for one thread
     */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * A digest that has got the same as another.
     *
     * @param digest the other, of {@link #digest}
     * @return the copy
     */
    public static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The hash of what a digest has got; it goes on.
     *
     * @param digest the digest, of {@link #digest}
     * @return 32 bytes
     */
    public static byte[] soFar(MessageDigest digest) {
        return copy(digest).digest();
    }

    /**
     * A hash as it is shown and stored in text.
     *
     * @param hash its bytes
     * @return two hexadecimal digits a byte, in small letters
     */
    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
