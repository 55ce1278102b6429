package io.tapedeck.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the percent escapes of paths and query strings, and refuses what is not UTF-8 rather than guessing. Stateless; any
 * thread.
 */
final class Percent {
    private Percent() {}

    /** Decodes a name or value of a query string, where a plus stands for a blank. */
    static String decodeQuery(String text) {
        return decode(text, true);
    }

    /** Decodes a part of a path. */
    static String decodePath(String text) {
        return decode(text, false);
    }

    private static String decode(String text, boolean plusIsBlank) {
        if (text.indexOf('%') < 0) {
            return plusIsBlank ? text.replace('+', ' ') : text;
        }
        byte[] bytes = new byte[text.length() * 3];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[length++] = escaped(text, i);
                i += 2;
            } else {
                byte[] utf8 = String.valueOf(c == '+' && plusIsBlank ? ' ' : c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, bytes, length, utf8.length);
                length += utf8.length;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(text);
        }
    }

    private static byte escaped(String text, int at) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw bad(text);
        }
        return (byte) (high << 4 | low);
    }

    private static ProblemException bad(String text) {
        return new ProblemException(
                400, "bad_escape", "the address has " + Shown.of(text) + ": expected %XX escapes of UTF-8");
    }
}
