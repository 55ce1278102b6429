package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickRowTest {
    @Property
    void anyTickReadsBackTheSameFromItsRow(@ForAll long seed, @ForAll @From("ids") String id) {
        Tick tick = RandomTicks.fill(new Random(seed), new Tick(), 1 << 20).seq(77);
        if (!tick.isQuote()) {
            tick.id(id);
        }
        byte[] bytes = new byte[TickRow.MAX_BYTES + 16];
        new Random(seed).nextBytes(bytes);
        int written = TickRow.encode(tick, bytes, 8);
        Tick read =
                RandomTicks.fill(new Random(seed + 1), new Tick(), 99); // what was in the holder before must not show
        assertThat(TickRow.decode(bytes, 8, 77, read)).isEqualTo(written);
        assertThat(TickRow.bytes(TickRow.word(bytes, 8))).isEqualTo(written);
        assertThat(RandomTicks.text(read)).isEqualTo(RandomTicks.text(tick));
        assertThat(written).isLessThanOrEqualTo(TickRow.MAX_BYTES);
    }

    @Property
    void anIdComesBackAsItWasSentWhateverItsType(@ForAll @From("ids") String id) {
        assertThat(new Tick().start(0, TickKind.TRADE, 0).id(id).idText()).isEqualTo(id);
    }

    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> numbers = Arbitraries.longs().greaterOrEqual(0).map(String::valueOf);
        Arbitrary<String> uuids = Arbitraries.longs().tuple2().map(two -> new UUID(two.get1(), two.get2()).toString());
        Arbitrary<String> upper = uuids.map(text -> text.toUpperCase(java.util.Locale.ROOT));
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("abcXYZ0189-_:./ äß漢字")
                .ofMinLength(1)
                .ofMaxLength(40);
        Arbitrary<String> wide =
                Arbitraries.of("😀".repeat(40), "0", "00", "01", "-1", "999999999999999999", "1000000000000000000");
        return Arbitraries.oneOf(numbers, uuids, upper, texts, wide);
    }

    @ParameterizedTest
    @CsvSource({
        "0, NUMBER",
        "42, NUMBER",
        "999999999999999999, NUMBER",
        "1000000000000000000, TEXT",
        "007, TEXT",
        "-1, TEXT",
        "c0a8012e-1dd2-11b2-8000-00805f9b34fb, UUID",
        "C0A8012E-1DD2-11B2-8000-00805F9B34FB, TEXT",
        "00000000-0000-0000-0000-000000000000, TEXT",
        "a, TEXT"
    })
    void anIdIsHeldInTheTypeThatSuitsIt(String id, IdType type) {
        assertThat(new Tick().start(0, TickKind.TRADE, 0).id(id).idType()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb", "\u007f", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx", "a\u0085b"})
    void whatIsNoIdIsRefused(String id) {
        assertThatThrownBy(() -> new Tick().start(0, TickKind.TRADE, 0).id(id))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.Code.BAD_VALUE));
    }

    @Property
    void bytesThatAreNotUtf8AreNoId(@ForAll @LongRange(min = 0x80, max = 0xff) long first) {
        byte[] bytes = {(byte) first, 'a'};
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("�");
        assertThatThrownBy(() -> new Tick().start(0, TickKind.TRADE, 0).id(bytes, 0, 2))
                .isInstanceOf(JournalException.class);
    }
}
