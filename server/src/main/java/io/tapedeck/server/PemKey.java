package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from PEM: PKCS#8 ({@code PRIVATE KEY}), and the older forms of RSA (PKCS#1, {@code RSA PRIVATE KEY}) and of
 * elliptic curves (SEC 1, {@code EC PRIVATE KEY}), which are put into PKCS#8 first, the one form that Java takes. No message of
 * this class shows any of the key. Stateless; any thread.
 */
final class PemKey {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final byte[] VERSION_0 = {0x02, 1, 0};
    private static final byte[] RSA = {
        0x30, 13, 0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_PUBLIC_KEY = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;

    private PemKey() {}

    /**
     * Reads a key.
     *
     * @param file for messages
     * @param pem its text
     * @param algorithm of the certificate's key, as {@code RSA} or {@code EC}
     * @throws ServerException BAD_SETTING
     */
    static PrivateKey of(Path file, String pem, String algorithm) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw wrong(file, "has no private key in PEM", "-----BEGIN PRIVATE KEY-----", "");
        }
        String type = block.group(1);
        String text = block.group(2);
        if (type.startsWith("ENCRYPTED") || text.contains("Proc-Type:")) {
            throw wrong(file, "is encrypted with a password", "one without", convert(file));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
            byte[] pkcs8 = switch (type) {
                case "RSA PRIVATE KEY" -> sequence(VERSION_0, RSA, element(OCTETS, der));
                case "EC PRIVATE KEY" -> ofCurve(der);
                default -> der;
            };
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // Without the cause, whose words may show a piece of it.
            throw wrong(file, "cannot be read as a key of " + algorithm, "the key of the certificate", convert(file));
        }
    }

    /** SEC 1 names its curve inside, PKCS#8 wants it outside. */
    private static byte[] ofCurve(byte[] der) {
        Der key = new Der(der).enter(SEQUENCE);
        key.skip();
        key.skip();
        byte[] curve = key.enter(CURVE).rest();
        return sequence(VERSION_0, sequence(EC_PUBLIC_KEY, curve), element(OCTETS, der));
    }

    private static byte[] sequence(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return element(SEQUENCE, all);
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 128
                ? new byte[] {(byte) tag, (byte) length}
                : length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        byte[] element = Arrays.copyOf(head, head.length + length);
        System.arraycopy(content, 0, element, head.length, length);
        return element;
    }

    /** Walks over elements of DER with lengths below 64 KiB. */
    private static final class Der {
        private final byte[] bytes;
        private int at;
        private final int end;

        Der(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        private Der(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        /** The content of the next element, which must have a tag. */
        Der enter(int tag) {
            if ((bytes[at] & 255) != tag) {
                throw new IllegalArgumentException();
            }
            int start = skip();
            return new Der(bytes, start, at);
        }

        /** Passes the next element over, and tells where its content begins. */
        int skip() {
            int length = bytes[at + 1] & 255;
            int start = at + 2;
            if (length > 127) {
                int octets = length & 127;
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = length << 8 | bytes[start++] & 255;
                }
            }
            if (length < 0 || start + length > end) {
                throw new IllegalArgumentException();
            }
            at = start + length;
            return start;
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, at, end);
        }
    }

    private static String convert(Path file) {
        return "; openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem makes one";
    }

    private static ServerException wrong(Path file, String what, String expected, String advice) {
        return new ServerException(
                ServerException.Code.BAD_SETTING,
                "TLS key " + file + " " + what + ": expected " + expected + advice,
                null);
    }
}
