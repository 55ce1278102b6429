package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.TickKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A token is read back as it was given out, and whatever else comes is refused as a bad cursor, never otherwise. */
final class PageTokenTest {
    private static final UUID TAPE = UUID.fromString("3f0b1f0e-0000-4000-8000-000000000001");
    private static final String SYMBOLS = "S0,S3,S7";

    private final PageToken token = new PageToken(Direction.ASCENDING, 300, Long.MIN_VALUE, 1L << 60, 1L << 59, 299);
    private final String text = token.text(TAPE, TickKind.TRADE, SYMBOLS);

    @Test
    void comesBackAsItWas() {
        assertThat(PageToken.parse(text, TAPE, TickKind.TRADE, SYMBOLS, Direction.ASCENDING))
                .isEqualTo(token);
        assertThat(text).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void belongsToOneQueryAndTape() {
        assertBad(() -> PageToken.parse(text, UUID.randomUUID(), TickKind.TRADE, SYMBOLS, Direction.ASCENDING));
        assertBad(() -> PageToken.parse(text, TAPE, TickKind.QUOTE, SYMBOLS, Direction.ASCENDING));
        assertBad(() -> PageToken.parse(text, TAPE, TickKind.TRADE, "S0,S3", Direction.ASCENDING));
        assertBad(() -> PageToken.parse(text, TAPE, TickKind.TRADE, SYMBOLS, Direction.DESCENDING));
    }

    @Test
    void isRefusedWhenAnyBitOfItChanged() {
        for (int i = 0; i < text.length(); i++) {
            for (char c : new char[] {'A', 'B', '_', '=', ' ', 'é', 0}) {
                if (text.charAt(i) != c) {
                    assertBadText(text.substring(0, i) + c + text.substring(i + 1));
                }
            }
            assertBadText(text.substring(0, i));
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertBadText(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
        }
    }

    @Test
    void anyTextIsRefused() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(70)];
            random.nextBytes(bytes);
            assertBadText(Base64.getUrlEncoder().encodeToString(bytes));
            assertBadText(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        assertBadText("");
        assertBadText(text + text);
    }

    private static void assertBadText(String cursor) {
        assertBad(() -> PageToken.parse(cursor, TAPE, TickKind.TRADE, SYMBOLS, Direction.ASCENDING));
    }

    private static void assertBad(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.code()).isEqualTo(QueryException.Code.BAD_CURSOR));
    }
}
