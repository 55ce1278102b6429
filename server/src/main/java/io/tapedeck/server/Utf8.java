package io.tapedeck.server;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Text into UTF-8 that refuses what has none instead of replacing it. Stateless; any thread. */
final class Utf8 {
    private Utf8() {}

    /** Encodes a text and returns its bytes, or -1 where it is no text; the target has three bytes a character. */
    static int encode(String text, byte[] target) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        ByteBuffer bytes = ByteBuffer.wrap(target);
        CoderResult result = encoder.encode(CharBuffer.wrap(text), bytes, true);
        return result.isError() ? -1 : bytes.position();
    }
}
