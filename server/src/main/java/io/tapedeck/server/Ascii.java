package io.tapedeck.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Looks at text in bytes without making a string of it. Stateless; any thread. */
final class Ascii {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Ascii() {}

    /** Eight characters at a look, the first in the lowest byte; the array must have so many from here on. */
    static long eight(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Whether the bytes are a word in any case. */
    static boolean equalsIgnoreCase(byte[] bytes, int offset, int length, String lowerCase) {
        if (length != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte c = bytes[offset + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where a character is first, or -1. */
    static int indexOf(byte[] bytes, int length, char c) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }

    /** The bytes as a client may be shown them. */
    static String shown(byte[] bytes, int offset, int length) {
        return Shown.of(new String(bytes, offset, Math.min(length, 100), StandardCharsets.UTF_8));
    }
}
