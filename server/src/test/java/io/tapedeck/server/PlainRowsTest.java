package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is read the short way because it is written plainly means the same as when it is read the long way. Method: the
 * same random rows, right and wrong ones, behind a first row that forces all that follows onto the long way, and behind one
 * of the same length that does not.
 */
class PlainRowsTest {
    private static final int ROUNDS = 4_000;

    /** Two first rows of one meaning: the parser that knows all of JSON reads everything behind an exponent. */
    private static final String LONG_WAY = "{\"symbol\":\"FIRST\",\"ts\":1.795e9   ,\"price\":1}";

    private static final String SHORT_WAY = "{\"symbol\":\"FIRST\",\"ts\":1795000000,\"price\":1}";

    private static final List<String> NUMBERS = List.of(
            "1",
            "0",
            "-0",
            "60000.10",
            "0.5",
            "-1.50",
            "1e3",
            "01",
            "00",
            ".5",
            "5.",
            "-",
            "-.5",
            "+1",
            "1.2.3",
            "12a",
            "999999999999999999",
            "1000000000000000000",
            "0.000000000000000001",
            "0.0000000000000000001",
            "100.000",
            "123456789012345678.0",
            "1234567890123456.78",
            "",
            "NaN",
            "--1",
            "1 2");
    private static final List<String> TIMES = List.of(
            "1795000000",
            "1795000000.5",
            "1795000000123",
            "1795000000123456",
            "1795000000123456789",
            "01795000000",
            "9999999999999999999",
            "99999999999",
            "179500000",
            "2026-11-18T11:06:39Z",
            "2026-11-18T11:06:39.5Z",
            "2026-11-18T11:06:39.123456789Z",
            "2026-11-18T11:06:39.1234567891Z",
            "2026-11-18T11:06:39.Z",
            "2026-11-18T11:06:39",
            "2026-11-18T11:06:39+02:00",
            "2026-11-18 11:06:39Z",
            "2026-11-31T11:06:39Z",
            "2026-11-18T24:06:39Z",
            "2026-11-18T11:60:39Z",
            "2026-11-18T11:06:60Z",
            "2200-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-11-1xT11:06:39Z",
            "2026-11-18T11:06Z",
            "4102444800",
            "abc",
            "");
    private static final List<String> TEXTS = List.of(
            "A",
            "BTCUSD",
            "BINANCE:BTCUSDT",
            "x".repeat(40),
            "x".repeat(41),
            "x".repeat(64),
            "x".repeat(65),
            "",
            "a b",
            "a,b",
            "\\\"",
            "\\u0041",
            "é",
            "123",
            "0123",
            "550e8400-e29b-41d4-a716-446655440000",
            "a;b",
            "a\tb",
            "-5");
    private static final List<String> SIDES = List.of("buy", "sell", "BUY", "Sell", "b", "S", "bid", "bu", "buyer", "");
    private static final List<String> OTHERS =
            List.of("null", "true", "[]", "{}", "[{\"price\":1}]", "nul", "nullx", "\"\"", "\"a\\\\\"");
    private static final List<String> NAMES = List.of(
            "symbol",
            "ts",
            "recv_ts",
            "price",
            "size",
            "side",
            "id",
            "bid",
            "bid_size",
            "ask",
            "ask_size",
            "seq",
            "kind",
            "time_msc",
            "last",
            "volume",
            "volume_real",
            "flags",
            "ticks",
            "prices",
            "volume_rea",
            "\\u0070rice",
            "");
    private static final List<String> BLANKS = List.of("", "", "", "", " ", "\n", "\r\n", "\t ");

    private static long seed() {
        long seed = Long.getLong("plain.seed", System.nanoTime());
        System.out.println("seed " + seed);
        return seed;
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String blank(Random random, boolean messy) {
        return messy ? one(random, BLANKS) : "";
    }

    private static String value(Random random, String name) {
        if (random.nextInt(40) == 0) {
            return one(random, OTHERS);
        }
        List<String> values = switch (name) {
            case "symbol", "id" -> TEXTS;
            case "ts", "recv_ts" -> TIMES;
            case "side" -> SIDES;
            case "kind" -> List.of("trade", "quote", "candle");
            default -> NUMBERS;
        };
        // The first few are right: most rows are to come through.
        String value = random.nextInt(8) > 0 ? values.get(random.nextInt(2)) : one(random, values);
        boolean text = values == TEXTS || values == SIDES || value.contains("T") || random.nextInt(3) == 0;
        return text != (random.nextInt(50) == 0) ? '"' + value + '"' : value;
    }

    private static String row(Random random) {
        boolean messy = random.nextInt(4) == 0;
        boolean quote = random.nextInt(4) == 0;
        StringBuilder row = new StringBuilder("{");
        List<String> wanted = quote
                ? List.of("symbol", "ts", "bid", "ask", "bid_size", "ask_size", "recv_ts")
                : List.of("symbol", "price", "ts", "size", "side", "id", "recv_ts", "seq");
        int fields = 2 + random.nextInt(wanted.size() - 1);
        for (int i = 0; i < fields; i++) {
            String name = random.nextInt(30) == 0 ? one(random, NAMES) : wanted.get(i);
            row.append(i > 0 ? "," : "").append(blank(random, messy));
            row.append('"')
                    .append(name)
                    .append('"')
                    .append(blank(random, messy))
                    .append(':');
            row.append(blank(random, messy)).append(value(random, name)).append(blank(random, messy));
        }
        return row.append('}').toString();
    }

    /** Some rows in one of the ways in which they may stand, now and then cut or with a character exchanged. */
    private static String rows(Random random) {
        int count = random.nextInt(6);
        int form = random.nextInt(4);
        StringBuilder body = new StringBuilder(form == 1 ? "[" : form == 2 ? "{\"ticks\": [" : "");
        for (int i = 0; i < count; i++) {
            body.append(i > 0 && (form == 1 || form == 2) ? one(random, List.of(",", ",\n", " , ")) : "");
            body.append(row(random)).append(form == 0 ? "\n" : form == 3 ? one(random, BLANKS) : "");
        }
        body.append(form == 1 ? "]" : form == 2 ? "] }\n" : "");
        if (body.length() > 0 && random.nextInt(6) == 0) {
            int place = random.nextInt(body.length());
            if (random.nextBoolean()) {
                body.setCharAt(place, "{}[]\",:0x \n".charAt(random.nextInt(11)));
            } else {
                body.setLength(place);
            }
        }
        return body.toString();
    }

    private static String told(Taken taken) {
        String refusal = taken.refusal == null
                ? ""
                : taken.refusal.problem().detail() + taken.refusal.problem().members();
        return taken.ticks + " " + taken.errors.count() + taken.errors.listed() + refusal;
    }

    @Test
    void rowsOfJsonMeanTheSameOnBothWays() {
        long seed = seed();
        Random random = new Random(seed);
        int good = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String separator = one(random, List.of("\n", " ", ""));
            String rows = rows(random);
            for (boolean partial : new boolean[] {false, true}) {
                Taken quick = decode(SHORT_WAY + separator + rows, partial);
                Taken slow = decode(LONG_WAY + separator + rows, partial);
                assertThat(told(quick))
                        .as("plain.seed=%d, partial %s, %s", seed, partial, (separator + rows).replace("\r", "\\r"))
                        .isEqualTo(told(slow));
                good += quick.ticks.size();
            }
        }
        assertThat(good).as("rows that came through, plain.seed=%d", seed).isGreaterThan(ROUNDS);
    }

    @Test
    void aBadRowHasTheSamePlaceOnBothWaysHoweverLinesEnd() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String rows = end + "{\"symbol\":\"A\"," + end + "\"price\":1}" + end + "{\"symbol\":\"A\",\"nonsense\":1}";
            String quick = told(decode(SHORT_WAY + rows, false));
            assertThat(quick).contains("row 3 (line 4)").isEqualTo(told(decode(LONG_WAY + rows, false)));
            String broken = end + "{\"symbol\":\"A\",\"price\":1}" + end + "]";
            assertThat(told(decode(SHORT_WAY + broken, false)))
                    .contains("line 3", "at column 1")
                    .isEqualTo(told(decode(LONG_WAY + broken, false)));
        }
    }

    private static Taken decode(String body, boolean partial) {
        return Taken.decode(Taken.utf8(body), "application/json", Taken.defaults(), partial);
    }

    @Test
    void fieldsOfCsvMeanTheSameWithQuotesAndWithout() {
        long seed = seed();
        Random random = new Random(seed);
        String[] columns = {"symbol", "ts", "recv_ts", "price", "size", "side", "id"};
        for (int round = 0; round < ROUNDS; round++) {
            String separator = one(random, List.of(",", ";", "\t"));
            String end = one(random, List.of("\n", "\r\n"));
            StringBuilder plain = new StringBuilder(String.join(separator, columns)).append(end);
            StringBuilder quoted = new StringBuilder(plain);
            for (int i = random.nextInt(5); i >= 0; i--) {
                for (int column = 0; column < columns.length; column++) {
                    String field = field(random, columns[column], separator);
                    String behind = column < columns.length - 1 ? separator : i > 0 || random.nextBoolean() ? end : "";
                    plain.append(field).append(behind);
                    quoted.append(field.isEmpty() ? "" : '"' + field + '"').append(behind);
                }
            }
            Taken quick = Taken.decode(Taken.utf8(plain.toString()), "text/csv", Taken.defaults(), true);
            Taken slow = Taken.decode(Taken.utf8(quoted.toString()), "text/csv", Taken.defaults(), true);
            assertThat(told(quick)).as("plain.seed=%d, %s", seed, plain).isEqualTo(told(slow));
        }
    }

    private static String field(Random random, String column, String separator) {
        String value = value(random, column).replace("\"", "").replace("\\", "").strip();
        return value.contains(separator) || value.contains("\t") ? "" : value;
    }

    @Test
    void timesMeanTheSameOnBothWays() {
        long seed = seed();
        Random random = new Random(seed);
        PlainTime plain = new PlainTime();
        int read = 0;
        for (int round = 0; round < ROUNDS * 10; round++) {
            String text = random.nextInt(3) == 0 ? one(random, TIMES) : time(random);
            byte[] bytes = Taken.utf8("##" + text + "##");
            int behind = plain.read(bytes, 2, bytes.length - 2);
            if (behind >= 0) {
                read++;
                // It may end before the text does: then that part has to be a time of its own.
                assertThat(plain.nanos())
                        .as("plain.seed=%d, %s", seed, text)
                        .isEqualTo(Times.parse(bytes, 2, behind - 2, null));
            } else if (text.matches("[1-9][0-9]{9,18}|[0-9]{4}-[0-9-]{5}T[0-9:]{8}(\\.[0-9]{1,9})?Z")) {
                assertThat(isTime(bytes)).as("plain.seed=%d, %s", seed, text).isFalse();
            }
        }
        assertThat(read).isGreaterThan(ROUNDS);
    }

    private static String time(Random random) {
        long nanos = random.nextLong(Times.END_NANOS);
        Times.Style style = one(random, List.of(Times.Style.values()));
        String text = Times.text(nanos, style);
        int cut = random.nextInt(10);
        return style == Times.Style.ISO && cut < 9 ? text.substring(0, 29 - cut) + 'Z' : text;
    }

    private static boolean isTime(byte[] bytes) {
        try {
            Times.parse(bytes, 2, bytes.length - 4, ZoneOffset.UTC);
            return true;
        } catch (JournalException e) {
            return false;
        }
    }
}
