package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    private static final long MAX = Decimal.LIMIT - 1;

    @Property
    void everyDecimalInRangeIsParsedToTheCanonicalPairOfTheJdksDecimal(
            @ForAll @LongRange(min = -MAX, max = MAX) long mantissa, @ForAll @IntRange(max = 18) int scale) {
        BigDecimal expected = Decimal.canonical(BigDecimal.valueOf(mantissa, scale));
        for (String text : new String[] {
            BigDecimal.valueOf(mantissa, scale).toPlainString(),
            BigDecimal.valueOf(mantissa, scale).toString(),
            mantissa + "E-" + scale,
            mantissa + "000e-" + (scale + 3)
        }) {
            DecimalParser parsed = new DecimalParser().parse(text);
            assertThat(BigDecimal.valueOf(parsed.mantissa(), parsed.scale()))
                    .as(text)
                    .isEqualTo(expected);
        }
    }

    @Property
    void whatIsPrintedIsPlainAndParsesBackToTheSame(
            @ForAll @LongRange(min = -MAX, max = MAX) long mantissa, @ForAll @IntRange(max = 18) int scale) {
        String text = Decimal.text(mantissa, scale);
        BigDecimal canonical = Decimal.canonical(BigDecimal.valueOf(mantissa, scale));
        assertThat(text).isEqualTo(canonical.toPlainString());
        DecimalParser parsed = new DecimalParser().parse(text);
        assertThat(parsed.mantissa()).isEqualTo(canonical.unscaledValue().longValueExact());
        assertThat(parsed.scale()).isEqualTo(canonical.scale());
    }

    @Property
    void anyNumberIsEitherParsedExactlyOrRefused(
            @ForAll BigInteger unscaled, @ForAll @IntRange(min = -25, max = 25) int scale) {
        BigDecimal value = new BigDecimal(unscaled, scale);
        BigDecimal expected;
        try {
            expected = Decimal.canonical(value);
        } catch (JournalException e) {
            assertRefused(value.toString());
            return;
        }
        DecimalParser parsed = new DecimalParser().parse(value.toString());
        assertThat(BigDecimal.valueOf(parsed.mantissa(), parsed.scale())).isEqualTo(expected);
    }

    @Property
    void whatIsReadPlainlyIsWhatTheParserReadsUpToThere(
            @ForAll @StringLength(max = 24) @Chars({'0', '1', '5', '9', '.', '-', 'e', ' '}) String text) {
        byte[] bytes = ('#' + text + "1.").getBytes(StandardCharsets.US_ASCII);
        DecimalParser plain = new DecimalParser();
        int behind = plain.parsePlain(bytes, 1, 1 + text.length());
        if (behind < 0) {
            assertThat(text).doesNotMatch("-?[0-9]{1,9}([.][0-9]{0,9})?|-?[0-9]{1,18}|-?[.][0-9]{1,18}");
            return;
        }
        DecimalParser parsed = new DecimalParser().parse(bytes, 1, behind - 1);
        assertThat(plain.mantissa()).as(text).isEqualTo(parsed.mantissa());
        assertThat(plain.scale()).as(text).isEqualTo(parsed.scale());
    }

    @ParameterizedTest
    @CsvSource({
        "1e-8, 1, 8",
        "1E+3, 1000, 0",
        "-0.000, 0, 0",
        "0, 0, 0",
        "-0, 0, 0",
        "007.50, 75, 1",
        "000, 0, 0",
        "+1.5, 15, 1",
        "1., 1, 0",
        ".5, 5, 1",
        "100, 100, 0",
        "0.10, 1, 1",
        "1.000000000000000000000000, 1, 0",
        "999999999999999999, 999999999999999999, 0",
        "0.999999999999999999, 999999999999999999, 18",
        "0e9999, 0, 0",
        "10e-1, 1, 0",
        "120000000000000000000e-4, 12000000000000000, 0",
        "0.0000000000000000001e1, 1, 18"
    })
    void whatIsANumberIsRead(String text, long mantissa, int scale) {
        DecimalParser parsed = new DecimalParser().parse(text);
        assertThat(parsed.mantissa()).isEqualTo(mantissa);
        assertThat(parsed.scale()).isEqualTo(scale);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "-.",
                "e",
                "1e",
                "1e+",
                "e5",
                ".e5",
                "NaN",
                "Infinity",
                "0x1",
                "1,5",
                "1 ",
                " 1",
                "1.2.3",
                "--1",
                "1e1.5",
                "1e99999",
                "1234567890123456789012345",
                "1000000000000000000",
                "0.0000000000000000001",
                "1.2345678901234567891",
                "1e18",
                "1e-19",
                "1d",
                "1f",
                "١",
                "1_000"
            })
    void whatIsNoNumberOrTooLongIsRefused(String text) {
        assertRefused(text);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> new DecimalParser().parse(text))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.Code.BAD_NUMBER));
    }
}
