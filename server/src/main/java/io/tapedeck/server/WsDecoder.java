package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the bytes of a WebSocket's client apart into messages, see RFC 6455: masked frames, fragments, and control frames
 * between them. Holds at most one message and one frame. One thread.
 */
final class WsDecoder {
    /** The longest message: some 2,000 ticks. */
    static final int MAX_MESSAGE_BYTES = 256 << 10;

    private static final int FIRST_BYTES = 1 << 10;
    private static final int KEPT_BYTES = 16 << 10; // without a message
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MAX_HEADER_BYTES = 14;

    /** What a frame is. */
    enum Opcode {
        CONTINUATION(0),
        TEXT(1),
        BINARY(2),
        CLOSE(8),
        PING(9),
        PONG(10);

        private final int code;

        Opcode(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        boolean isControl() {
            return code >= 8;
        }

        static Opcode of(int code) {
            for (Opcode opcode : values()) {
                if (opcode.code == code) {
                    return opcode;
                }
            }
            return null;
        }
    }

    /**
     * A whole message.
     *
     * @param opcode TEXT, CLOSE, PING or PONG
     * @param payload its bytes, unmasked; UTF-8 where it is TEXT
     */
    record Message(Opcode opcode, byte[] payload) {}

    /** The client broke the protocol, and its connection is to be closed with a code. */
    static final class Violation extends Exception {
        private static final long serialVersionUID = 1L;
        private final int closeCode;

        Violation(int closeCode, String message) {
            super(message, null, false, false);
            this.closeCode = closeCode;
        }

        int closeCode() {
            return closeCode;
        }
    }

    private byte[] bytes = new byte[FIRST_BYTES];
    private int from;
    private int to;
    private ByteArrayOutputStream fragments; // of a text that has begun; null where none has

    /** How much memory it keeps for what has not been taken apart. */
    int heldBytes() {
        return bytes.length + (fragments == null ? 0 : fragments.size());
    }

    /** How much of that it would not keep without a message that is not whole yet. */
    int unfinishedBytes() {
        return Math.max(0, heldBytes() - KEPT_BYTES);
    }

    /** Whether a message or a frame has begun that is not whole yet. */
    boolean isUnfinished() {
        return to > from || fragments != null;
    }

    /** Takes bytes; {@link #next} is to be called until it finds nothing before it is given more. */
    void add(ByteBuffer more) {
        int length = more.remaining();
        if (to + length > bytes.length) {
            byte[] target = bytes;
            if (to - from + length > bytes.length) {
                int roomy = Math.min(2 * bytes.length, MAX_HEADER_BYTES + MAX_MESSAGE_BYTES);
                target = new byte[Math.max(roomy, to - from + length)];
            }
            System.arraycopy(bytes, from, target, 0, to - from);
            bytes = target;
            to -= from;
            from = 0;
        }
        more.get(bytes, to, length);
        to += length;
    }

    /**
     * The next message.
     *
     * @return null where it is not whole yet
     * @throws Violation where the client broke the protocol; nothing is to be read after that
     */
    Message next() throws Violation {
        while (true) {
            int available = to - from;
            if (available == 0 && bytes.length > KEPT_BYTES) {
                bytes = new byte[FIRST_BYTES];
                from = 0;
                to = 0;
            }
            if (available < 2) {
                return null;
            }
            Opcode opcode = opcode(bytes[from]);
            long length = length();
            int headerBytes = headerBytes();
            check(opcode, length);
            if (length < 0 || available < headerBytes + length) {
                return null;
            }
            boolean last = (bytes[from] & 0x80) != 0;
            byte[] payload = payload(headerBytes, (int) length);
            from += headerBytes + (int) length;
            Message message = message(opcode, last, payload);
            if (message != null) {
                return message;
            }
        }
    }

    private Opcode opcode(byte first) throws Violation {
        if ((first & 0x70) != 0) {
            throw new Violation(1002, "a frame with reserved bits");
        }
        Opcode opcode = Opcode.of(first & 15);
        if (opcode == null) {
            throw new Violation(1002, "opcode " + (first & 15));
        }
        if (opcode.isControl() && (first & 0x80) == 0) {
            throw new Violation(1002, "a control frame in fragments");
        }
        if ((bytes[from + 1] & 0x80) == 0) {
            throw new Violation(1002, "a frame without a mask");
        }
        return opcode;
    }

    private int headerBytes() {
        int size = bytes[from + 1] & 0x7f;
        return 6 + (size == 126 ? 2 : size == 127 ? MAX_HEADER_BYTES - 6 : 0);
    }

    /** The bytes of the payload; -1 where they are not known yet. */
    private long length() {
        int size = bytes[from + 1] & 0x7f;
        int more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (more == 0) {
            return size;
        }
        if (to - from < 2 + more) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | bytes[from + 2 + i] & 0xff;
        }
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private void check(Opcode opcode, long length) throws Violation {
        if (opcode.isControl() && (length > MAX_CONTROL_BYTES || (bytes[from + 1] & 0x7f) > MAX_CONTROL_BYTES)) {
            throw new Violation(1002, "a control frame of more than " + MAX_CONTROL_BYTES + " bytes");
        }
        if (opcode == Opcode.BINARY) {
            throw new Violation(1003, "binary messages are not understood: send JSON as text");
        }
        if (opcode == Opcode.CONTINUATION && fragments == null) {
            throw new Violation(1002, "a continuation of nothing");
        }
        if (opcode == Opcode.TEXT && fragments != null) {
            throw new Violation(1002, "a message inside of another");
        }
        int before = fragments == null || opcode.isControl() ? 0 : fragments.size();
        if (length > MAX_MESSAGE_BYTES - before) {
            throw new Violation(1009, "a message of more than " + MAX_MESSAGE_BYTES + " bytes: cut it into several");
        }
    }

    private byte[] payload(int headerBytes, int length) {
        byte[] payload = Arrays.copyOfRange(bytes, from + headerBytes, from + headerBytes + length);
        int mask = from + headerBytes - 4;
        for (int i = 0; i < length; i++) {
            payload[i] ^= bytes[mask + (i & 3)];
        }
        return payload;
    }

    /** The message that ends with a frame, or null. */
    private Message message(Opcode opcode, boolean last, byte[] payload) throws Violation {
        if (opcode.isControl()) {
            return new Message(opcode, payload);
        }
        byte[] whole = payload;
        if (fragments != null || !last) {
            fragments = fragments == null ? new ByteArrayOutputStream() : fragments;
            fragments.write(payload, 0, payload.length);
            if (!last) {
                return null;
            }
            whole = fragments.toByteArray();
            fragments = null;
        }
        checkText(whole);
        return new Message(Opcode.TEXT, whole);
    }

    private static void checkText(byte[] utf8) throws Violation {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
        } catch (CharacterCodingException e) {
            throw new Violation(1007, "a text that is not UTF-8");
        }
    }

    /** The code and reason of a client's close, as a code to answer with. */
    static int answerTo(byte[] close) throws Violation {
        if (close.length == 0) {
            return 1000;
        }
        if (close.length == 1) {
            throw new Violation(1002, "a close with half a code");
        }
        int code = (close[0] & 0xff) << 8 | close[1] & 0xff;
        boolean known = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
        if (!known && (code < 3000 || code > 4999)) {
            throw new Violation(1002, "close code " + code);
        }
        checkText(Arrays.copyOfRange(close, 2, close.length));
        return code;
    }
}
