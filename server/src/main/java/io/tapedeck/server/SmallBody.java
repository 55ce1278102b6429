package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a body that is a short text, whole. Stateless; any thread that may wait. */
final class SmallBody {
    private SmallBody() {}

    /**
     * Reads a call's body as UTF-8, without NULs at its end, which MetaTrader's {@code StringToCharArray} leaves there.
     *
     * @param maxBytes the bound on its bytes
     * @param advice what to do with one that is larger
     * @throws ProblemException body_incomplete, request_too_large or bad_encoding
     */
    static String text(Call call, int maxBytes, String advice) {
        byte[] bytes;
        try (InputStream in = call.body()) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new ProblemException(400, "body_incomplete", "the body ends too early: send it again whole");
        }
        if (bytes.length > maxBytes) {
            throw new ProblemException(
                    413, "request_too_large", "the body has more than " + maxBytes + " bytes: " + advice);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end(bytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(400, "bad_encoding", "the body is not UTF-8: send it as UTF-8");
        }
    }

    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
