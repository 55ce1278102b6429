package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames of a WebSocket as a server writes them: whole messages, without a mask. Stateless; any thread. */
final class WsFrames {
    /** What a header has at most here. */
    static final int MAX_HEADER_BYTES = 10;

    private static final int MAX_REASON_BYTES = 123;

    private WsFrames() {}

    /** Writes a header and returns the place behind it. */
    static int header(WsDecoder.Opcode opcode, int length, byte[] target, int at) {
        target[at++] = (byte) (0x80 | opcode.code());
        if (length < 126) {
            target[at++] = (byte) length;
            return at;
        }
        int more = length < 1 << 16 ? 2 : 8;
        target[at++] = (byte) (more == 2 ? 126 : 127);
        for (int shift = 8 * (more - 1); shift >= 0; shift -= 8) {
            target[at++] = (byte) ((long) length >> shift);
        }
        return at;
    }

    /** A whole frame. */
    static byte[] of(WsDecoder.Opcode opcode, byte[] payload) {
        byte[] frame = new byte[MAX_HEADER_BYTES + payload.length];
        int at = header(opcode, payload.length, frame, 0);
        System.arraycopy(payload, 0, frame, at, payload.length);
        return Arrays.copyOf(frame, at + payload.length);
    }

    /** A message of text. */
    static byte[] text(String text) {
        return of(WsDecoder.Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A close with a code and, as far as it fits, why; the reason is ASCII. */
    static byte[] close(int code, String reason) {
        byte[] ascii = reason.getBytes(StandardCharsets.US_ASCII);
        byte[] payload = new byte[2 + Math.min(ascii.length, MAX_REASON_BYTES)];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(ascii, 0, payload, 2, payload.length - 2);
        return of(WsDecoder.Opcode.CLOSE, payload);
    }
}
