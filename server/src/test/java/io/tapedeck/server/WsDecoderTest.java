package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.server.WsDecoder.Message;
import io.tapedeck.server.WsDecoder.Opcode;
import io.tapedeck.server.WsDecoder.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what a client sends is taken apart as RFC 6455 says, however it comes in, and what breaks the rules is told by its code. */
class WsDecoderTest {
    private final WsDecoder decoder = new WsDecoder();

    /** A frame with a mask. */
    private static byte[] frame(int first, byte[] payload, int mask) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
        frame.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ key[i % 4]);
        }
        return frame.toByteArray();
    }

    private static byte[] frame(int first, String text) {
        return frame(first, text.getBytes(StandardCharsets.UTF_8), 0x1234abcd);
    }

    private Message next(byte[]... frames) throws Violation {
        for (byte[] frame : frames) {
            decoder.add(ByteBuffer.wrap(frame));
        }
        return decoder.next();
    }

    @Test
    void joinsFragmentsThatComeByteByByteWithAPingBetweenThem() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(frame(0x01, "{\"op\":\""));
        all.writeBytes(frame(0x89, "are you there"));
        all.writeBytes(frame(0x00, ""));
        all.writeBytes(frame(0x80, "pi\u00f1g\"}"));
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (byte each : all.toByteArray()) {
            decoder.add(ByteBuffer.wrap(new byte[] {each}));
            for (Message message = decoder.next(); message != null; message = decoder.next()) {
                got.writeBytes((message.opcode() + " ").getBytes(StandardCharsets.UTF_8));
                got.writeBytes(message.payload());
                got.write(';');
            }
        }
        assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo("PING are you there;TEXT {\"op\":\"pi\u00f1g\"};");
    }

    @Test
    void takesMessagesOfAllLengthsAndMasksInPiecesOfAllSizes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, WsDecoder.MAX_MESSAGE_BYTES}) {
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) (' ' + random.nextInt(90));
            }
            ByteBuffer frame = ByteBuffer.wrap(frame(0x81, payload, random.nextInt()));
            Message message = null;
            while (message == null) {
                int bytes = Math.min(frame.remaining(), 1 + random.nextInt(10_000));
                assertThat(bytes).as("seed %d, length %d", seed, length).isPositive();
                decoder.add(frame.slice(frame.position(), bytes));
                frame.position(frame.position() + bytes);
                message = decoder.next();
            }
            assertThat(message.opcode()).isEqualTo(Opcode.TEXT);
            assertThat(message.payload()).as("seed %d", seed).isEqualTo(payload);
        }
    }

    @Test
    void givesBackTheMemoryOfALargeMessage() throws Exception {
        byte[] large = frame(0x81, new byte[200_000], 7);
        assertThat(next(large).payload()).hasSize(200_000);
        assertThat(decoder.heldBytes()).isGreaterThan(200_000);
        assertThat(decoder.next()).isNull();
        assertThat(decoder.heldBytes()).isLessThanOrEqualTo(1 << 10);
        assertThat(next(frame(0x81, "x")).payload()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "c1 80 00 00 00 00, 1002", // reserved bits
        "83 80 00 00 00 00, 1002", // an opcode that is none
        "81 01 78, 1002", // without a mask
        "09 80 00 00 00 00, 1002", // a ping in fragments
        "89 fe 00 7e, 1002", // a long ping
        "82 81 00 00 00 00 78, 1003", // binary
        "80 81 00 00 00 00 78, 1002", // a continuation of nothing
        "01 81 00 00 00 00 78 81 81 00 00 00 00 78, 1002", // a message inside of another
        "81 ff 00 00 00 00 00 04 00 01, 1009", // a byte too long
        "81 ff ff ff ff ff ff ff ff ff, 1009", // a length below zero
        "81 82 00 00 00 00 c3 28, 1007", // no UTF-8
        "81 83 00 00 00 00 ed a0 80, 1007", // half a surrogate
    })
    void whatBreaksTheRulesHasItsCode(String hex, int code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String each : hex.split(" ")) {
            bytes.write(Integer.parseInt(each, 16));
        }
        assertThatThrownBy(() -> next(bytes.toByteArray()))
                .isInstanceOfSatisfying(
                        Violation.class,
                        broken -> assertThat(broken.closeCode()).isEqualTo(code));
    }

    @Test
    void fragmentsTogetherAreBoundedToo() throws Exception {
        assertThat(next(frame(0x01, "x".repeat(WsDecoder.MAX_MESSAGE_BYTES - 1))))
                .isNull();
        assertThat(next(frame(0x00, "x"))).isNull();
        assertThatThrownBy(() -> next(frame(0x80, "x")))
                .isInstanceOfSatisfying(
                        Violation.class,
                        broken -> assertThat(broken.closeCode()).isEqualTo(1009));
    }

    @ParameterizedTest
    @CsvSource({"03e8, 1000", "03f3, 1011", "0fa1, 4001", "'', 1000"})
    void aCloseIsAnsweredWithItsCode(String hex, int code) throws Exception {
        assertThat(WsDecoder.answerTo(java.util.HexFormat.of().parseHex(hex))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"03", "03ed", "03ee", "0000", "1388", "03e8ff"})
    void aCloseThatIsNoneIsAViolation(String hex) {
        assertThatThrownBy(() -> WsDecoder.answerTo(java.util.HexFormat.of().parseHex(hex)))
                .isInstanceOf(Violation.class);
    }
}
