package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.JournalException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in text against the JDK's own calendar and BigDecimal: every form that is read, every style that is printed. */
class TimesTest {
    private static final long NOW = nanos(Instant.parse("2026-11-23T10:00:00Z"));
    private static final DateTimeFormatter NINE_DECIMALS = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss.")
            .appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, false)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    private static long parse(String text, ZoneId zone) {
        byte[] padded = ("??" + text + "??").getBytes(StandardCharsets.UTF_8);
        return Times.parse(padded, 2, padded.length - 4, zone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-23T10:00:00Z|2026-11-23T10:00:00Z",
                "2026-11-23 10:00:00Z|2026-11-23T10:00:00Z",
                "2026-11-23t10:00:00z|2026-11-23T10:00:00Z",
                "2026-11-23T10:00Z|2026-11-23T10:00:00Z",
                "2026-11-23T10:00:00.1Z|2026-11-23T10:00:00.1Z",
                "2026-11-23T10:00:00,123Z|2026-11-23T10:00:00.123Z",
                "2026-11-23T10:00:00.123456789Z|2026-11-23T10:00:00.123456789Z",
                "2026-11-23T10:00:00.123456789000Z|2026-11-23T10:00:00.123456789Z",
                "2026-11-23T10:00:00+02:00|2026-11-23T08:00:00Z",
                "2026-11-23T10:00:00-0530|2026-11-23T15:30:00Z",
                "2026-11-23T10:00:00+09|2026-11-23T01:00:00Z",
                "2026-11-23T10:00:00 02:00|2026-11-23T08:00:00Z",
                "2026-11-23 10:00:00.5 +02:00|2026-11-23T08:00:00.5Z",
                "1969-12-31T23:30:00-01:00|1970-01-01T00:30:00Z",
                "2200-12-31T23:59:59.999999999Z|2200-12-31T23:59:59.999999999Z",
                "2024-02-29T00:00:00Z|2024-02-29T00:00:00Z",
                "0|1970-01-01T00:00:00Z",
                "1795000000|2026-11-18T11:06:40Z",
                "1795000000.123456789|2026-11-18T11:06:40.123456789Z",
                "1795000000.1234567|2026-11-18T11:06:40.1234567Z",
                "1.795e9|2026-11-18T11:06:40Z",
                "1795000000000|2026-11-18T11:06:40Z",
                "1795000000123.5|2026-11-18T11:06:40.1235Z",
                "1795000000123456|2026-11-18T11:06:40.123456Z",
                "1795000000123456.8|2026-11-18T11:06:40.1234568Z",
                "1795000000123456789|2026-11-18T11:06:40.123456789Z",
                "1.7950000001234568e+18|2026-11-18T11:06:40.1234568Z",
                "1795000000123456789.000|2026-11-18T11:06:40.123456789Z",
            })
    void readsEveryFormOfATicksTime(String text, String expected) {
        assertThat(instant(parse(text, null))).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "T",
                "-",
                "now",
                "yesterday",
                "2026-11-23",
                "2026-11-23T",
                "2026-11-23T10",
                "2026-11-23T10:00:00",
                "2026-11-23T10:00:0Z",
                "2026-11-23T10:00:00.Z",
                "2026-11-23T10:00:00.1234567891Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T10:60:00Z",
                "2026-11-23T10:00:60Z",
                "2026-13-01T10:00:00Z",
                "2026-00-01T10:00:00Z",
                "2026-02-29T10:00:00Z",
                "2026-11-00T10:00:00Z",
                "2026-11-23T10:00:00ZZ",
                "2026-11-23T10:00:00+",
                "2026-11-23T10:00:00 ",
                "2026-11-23T10:00:00+2",
                "2026-11-23T10:00:00+19:00",
                "2026-11-23T10:00:00+18:01",
                "2026-11-23T10:00:00+02:00:00",
                "2026-11-23T10:00:00 Europe/Oslo",
                "2026/11/23 10:00:00Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00+01:00",
                "2201-01-01T00:00:00Z",
                "57111-03-01T10:00:00Z",
                "+57111-03-01T10:00:00Z",
                "-1",
                "-1795000000",
                "1795000000.1234567891",
                "1795000000000000000.5",
                "20261123100000",
                "99999999999",
                "7289654400",
                "7289654400000000000",
                "9223372036854775807",
                "99999999999999999999999",
                "1e400",
                "1e99999",
                "1e",
                "1.7.9",
                "1795000000x",
                "0x10",
                "NaN",
                "٣"
            })
    void refusesWhatIsNoTimeOrOutsideTheYears(String text) {
        assertThatThrownBy(() -> parse(text, null))
                .isInstanceOf(JournalException.class)
                .extracting(e -> ((JournalException) e).code())
                .isEqualTo(JournalException.Code.BAD_VALUE);
    }

    @Test
    void saysWhichMistakeOfUnitsItSuspects() {
        assertThatThrownBy(() -> parse("57111-03-01T10:00:00Z", null)).hasMessageContaining("milliseconds taken for");
        assertThatThrownBy(() -> parse("20261123100000", null))
                .hasMessageContaining("milliseconds")
                .hasMessageContaining("the year 2612");
        assertThatThrownBy(() -> parse("2026-11-23T10:00:00", null)).hasMessageContaining("zone=");
    }

    @Test
    void readsBackWhatTheJdkPrints() {
        Random random = new Random(1);
        for (int i = 0; i < 40_000; i++) {
            long nanos = (long) (random.nextDouble() * Times.END_NANOS);
            nanos -= i % 4 == 0 ? nanos % 1_000_000_000L : i % 4 == 1 ? nanos % 1_000_000L : 0;
            Instant instant = instant(nanos);
            assertThat(parse(instant.toString(), null)).isEqualTo(nanos);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(2 * 18 * 60 + 1) - 18 * 60) * 60);
            OffsetDateTime local = instant.atOffset(offset);
            if (local.getYear() >= 1970 && local.getYear() <= 2200) {
                assertThat(parse(local.toString(), null)).as("%s", local).isEqualTo(nanos);
            }
        }
    }

    @Test
    void readsEpochNumbersAsExactlyAsBigDecimal() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            long nanos = (long) (random.nextDouble() * Times.END_NANOS);
            int unit = random.nextInt(4) * 3;
            BigDecimal number = BigDecimal.valueOf(nanos, unit);
            BigDecimal limit = new BigDecimal("1e" + (11 + 9 - unit));
            BigDecimal floor = unit == 9 ? BigDecimal.ZERO : limit.movePointLeft(3);
            if (number.compareTo(limit) < 0 && number.compareTo(floor) >= 0
                    || unit == 0 && number.compareTo(floor) >= 0) {
                assertThat(parse(number.toPlainString(), null)).isEqualTo(nanos);
                assertThat(parse(number.stripTrailingZeros().toString(), null)).isEqualTo(nanos);
            }
        }
    }

    @Test
    void placesTimesWithoutZoneAsTheJdkDoes() {
        List<String> zones = List.of(
                "UTC",
                "Europe/Athens",
                "America/New_York",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
                "Africa/Monrovia",
                "America/St_Johns",
                "Pacific/Apia",
                "Asia/Tokyo",
                "+03:00");
        Random random = new Random(3);
        for (String name : zones) {
            ZoneId zone = ZoneId.of(name);
            for (int i = 0; i < 3_000; i++) {
                LocalDateTime local = LocalDateTime.ofEpochSecond(
                        86_400L + (long) (random.nextDouble() * (Times.END_NANOS / 1e9 - 2 * 86_400)),
                        0,
                        ZoneOffset.UTC);
                check(local, zone);
            }
        }
        ZoneId athens = ZoneId.of("Europe/Athens");
        for (int minute = 0; minute < 3 * 1440; minute++) {
            check(LocalDateTime.of(2026, 3, 28, 0, 0).plusMinutes(minute), athens);
            check(LocalDateTime.of(2026, 10, 24, 0, 0).plusMinutes(minute), athens);
        }
    }

    private static void check(LocalDateTime local, ZoneId zone) {
        assertThat(parse(local.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")), zone))
                .as("%s %s", local, zone)
                .isEqualTo(local.atZone(zone).toEpochSecond() * 1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-23T10:00:00Z",
        "NOW, 2026-11-23T10:00:00Z",
        "-15m, 2026-11-23T09:45:00Z",
        "now-15m, 2026-11-23T09:45:00Z",
        "-30s, 2026-11-23T09:59:30Z",
        "-2h, 2026-11-23T08:00:00Z",
        "-1d, 2026-11-22T10:00:00Z",
        "-1w, 2026-11-16T10:00:00Z",
        "-999999w, 1970-01-01T00:00:00Z",
        "2026-11-23, 2026-11-23T00:00:00Z",
        "2026-11-23T10:00:00, 2026-11-23T10:00:00Z",
        "2026-11-23T10:00, 2026-11-23T10:00:00Z",
        "2026-11-23T10:00:00 02:00, 2026-11-23T08:00:00Z",
        "1795000000, 2026-11-18T11:06:40Z",
    })
    void readsBounds(String text, String expected) {
        assertThat(instant(Times.parseBound(text, NOW))).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tomorrow", "-15", "-15x", "+15m", "2026-02-30", "1969-12-31", "2201-01-01", "20261123"})
    void refusesWhatIsNoBound(String text) {
        if (text.equals("20261123")) { // seconds: a day of 1970, which is a number like any other
            assertThat(Times.parseBound(text, NOW)).isEqualTo(20_261_123_000_000_000L);
            return;
        }
        assertThatThrownBy(() -> Times.parseBound(text, NOW)).isInstanceOf(JournalException.class);
    }

    @Test
    void printsAsTheJdkDoes() {
        Random random = new Random(4);
        for (int i = 0; i < 40_000; i++) {
            long nanos = i % 10 == 0 ? random.nextLong() : (long) (random.nextDouble() * Times.END_NANOS);
            assertThat(Times.text(nanos, Times.Style.ISO)).isEqualTo(NINE_DECIMALS.format(instant(nanos)));
            assertThat(Times.text(nanos, Times.Style.NS)).isEqualTo(Long.toString(nanos));
            assertThat(Times.text(nanos, Times.Style.US)).isEqualTo(Long.toString(Math.floorDiv(nanos, 1_000L)));
            assertThat(Times.text(nanos, Times.Style.MS)).isEqualTo(Long.toString(Math.floorDiv(nanos, 1_000_000L)));
            assertThat(Times.text(nanos, Times.Style.S)).isEqualTo(Long.toString(Math.floorDiv(nanos, 1_000_000_000L)));
        }
        for (long edge : new long[] {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Times.text(edge, Times.Style.ISO)).isEqualTo(NINE_DECIMALS.format(instant(edge)));
            assertThat(Times.text(edge, Times.Style.NS)).isEqualTo(Long.toString(edge));
        }
    }

    @Test
    void aPrinterGoesFromDayToDayAndBack() {
        TimePrinter printer = new TimePrinter(Times.Style.ISO);
        byte[] bytes = new byte[TimePrinter.MAX_BYTES];
        for (String text : List.of(
                "2026-11-23T23:59:59.999999999Z",
                "2026-11-24T00:00:00.000000000Z",
                "2026-11-23T23:59:59.999999999Z",
                "1970-01-01T00:00:00.000000000Z",
                "2200-12-31T23:59:59.999999999Z")) {
            assertThat(printer.print(parse(text, null), bytes, 0)).isEqualTo(30);
            assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(text);
        }
    }
}
