package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.LineReference.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Goal: the decoder, which has neither strings nor maps, reads line protocol as one would write it down first. Method: random
 * lines, half of them damaged, are read by it and by {@link LineReference}, which have to agree on each. {@code -Dline.seed=N}
 * repeats a run.
 */
class LineBodyPropertyTest {
    private static final int LINES = 40_000;
    private static final int BODIES = 400;
    private static final String[] MEASUREMENTS = {
        "trades", "quotes-X", "ticks", "Trade-A.B", "ticker-", "cpu", "a\\ b\\,c", "trades-a-b", "x=y-Z"
    };
    private static final String[] TEXTS = {
        "A", "BTC-USD", "V:X", "buy", "SELL", "b", "None", "42", "1.5", "a\\ b", "a\\,b\\=c", "x\\\\y", "\\z", "é"
    };
    private static final String[] VALUES = {
        "1",
        "60000.10",
        "0.5",
        "-1",
        "1e-7",
        "15i",
        "15u",
        "-3i",
        "1.5d",
        "NaN",
        "t",
        "False",
        "1795000000000000t",
        "1795000000000000000n",
        "1795000000",
        "1794999999.25",
        "\"buy\"",
        "\"a b,c=d\"",
        "\"\"",
        "\"1.25\"",
        "\"q\\\"q\"",
        "\"A\"",
        "\"None\"",
        "\"2026-11-18T00:00:00Z\"",
        "123456789012345678901",
        "abc",
        ""
    };
    private static final String[] NUMBERS = {
        "1", "60000.10", "0.5", "1e-7", "15i", "15u", "1.5d", "NaN", "\"1.25\"", "-0"
    };
    private static final String[] INSTANTS = {
        "1795000000000000t",
        "1795000000000000000n",
        "1795000000",
        "1794999999.25",
        "1795000000000i",
        "\"2026-11-18T00:00:00Z\""
    };
    private static final String[] TIMES = {"", " 1795000000000000000", " 1794900000000000t", " 5", " 1n ", " -1", " x"};
    private static final String DAMAGE = ",,==  \\\\\"\"..-+eEiutndx019:#\t\r";

    private static final Set<LineField> FIELDS_OF_BOTH = EnumSet.of(
            LineField.SYMBOL, LineField.TS, LineField.RECV_TS, LineField.RECEIPT_TIMESTAMP, LineField.TIMESTAMP);

    private final long seed = Long.getLong("line.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** A value that suits a field, most of the time. */
    private String value(LineField field) {
        if (random.nextInt(10) == 0) {
            return any(VALUES);
        }
        return switch (field.row()) {
            case SYMBOL -> "\"BTC-USD\"";
            case SIDE -> any(new String[] {"\"buy\"", "\"S\"", "\"None\""});
            case ID -> any(new String[] {"\"a b,c=d\"", "\"q\\\"q\"", "42i", "42", "\"None\""});
            case TS, RECV_TS -> any(INSTANTS);
            default -> any(NUMBERS);
        };
    }

    /** A line that is a tick most of the time, with fields in any order, and now and then one too many. */
    private String line() {
        List<String> fields = new ArrayList<>();
        boolean quote = random.nextInt(3) == 0;
        for (LineField field : LineField.values()) {
            boolean fits = random.nextInt(30) == 0 || FIELDS_OF_BOTH.contains(field) || isOfQuote(field) == quote;
            if (fits && random.nextInt(4) == 0 || field == (quote ? LineField.BID : LineField.PRICE)) {
                fields.add(field.text() + '=' + value(field));
            }
        }
        if (random.nextInt(4) == 0) {
            fields.add("note=" + any(VALUES));
        }
        Collections.shuffle(fields, random);
        StringBuilder line = new StringBuilder(any(MEASUREMENTS));
        if (fields.stream().noneMatch(field -> field.startsWith("symbol="))) {
            line.append(",symbol=").append(random.nextInt(10) == 0 ? any(TEXTS) : "A");
        }
        if (random.nextInt(4) == 0) {
            line.append(",host=").append(any(TEXTS));
        }
        line.append(random.nextInt(9) == 0 ? "  " : " ").append(String.join(",", fields));
        return line.append(any(TIMES)).toString();
    }

    private static boolean isOfQuote(LineField field) {
        return field.text().startsWith("bid") || field.text().startsWith("ask");
    }

    private String damaged(String line) {
        StringBuilder text = new StringBuilder(line);
        for (int i = 1 + random.nextInt(3); i > 0 && text.length() > 1; i--) {
            int at = random.nextInt(text.length());
            char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, c);
                default -> text.setCharAt(at, c);
            }
        }
        return text.toString();
    }

    private static Taken decode(String body) {
        Taken taken = new Taken();
        byte[] utf8 = Taken.utf8(body);
        new LineBody(new TickRowBuilder(taken, Taken.defaults(), taken.errors), LinePrecision.NS)
                .decode(utf8, 0, utf8.length);
        return taken;
    }

    private static String text(Result result) {
        SymbolRegistry symbols = new SymbolRegistry();
        symbols.define(result.symbol());
        Tick tick = result.tick();
        return new TickPrinter(Times.Style.NS, TickText.Numbers.JSON, symbols).jsonText(tick);
    }

    @Test
    void readsEveryLineAsThePlainReaderDoes() {
        int good = 0;
        int bad = 0;
        for (int i = 0; i < LINES; i++) {
            String line = random.nextBoolean() ? line() : damaged(line());
            Result expected = LineReference.read(line, Taken.NOW);
            Taken taken = decode(line);
            assertThat(taken.errors.count() > 0)
                    .as("line.seed=%d, line <%s> is refused: %s", seed, line, taken.errors.listed())
                    .isEqualTo(expected.bad());
            assertThat(taken.ticks)
                    .as("line.seed=%d, line <%s>", seed, line)
                    .isEqualTo(expected.tick() == null ? List.of() : List.of(text(expected)));
            good += expected.tick() == null ? 0 : 1;
            bad += expected.bad() ? 1 : 0;
        }
        assertThat(good).as("good lines of %d, line.seed=%d", LINES, seed).isGreaterThan(LINES / 10);
        assertThat(bad).as("bad lines of %d, line.seed=%d", LINES, seed).isGreaterThan(LINES / 10);
    }

    @Test
    void namesEveryBadLineOfABodyAndNoOther() {
        for (int round = 0; round < BODIES; round++) {
            List<String> lines = new ArrayList<>();
            while (lines.size() < 50) {
                String line = random.nextBoolean() ? line() : damaged(line());
                if (line.indexOf('"') < 0 && !line.endsWith("\\")) { // neither swallows the line feed
                    lines.add(line);
                }
            }
            List<Long> expected = IntStream.range(0, lines.size())
                    .filter(i -> LineReference.read(lines.get(i), Taken.NOW).bad())
                    .mapToObj(i -> i + 1L)
                    .toList();
            Taken taken = decode(String.join(random.nextBoolean() ? "\n" : "\r\n", lines));
            assertThat(taken.errors.listed())
                    .as("line.seed=%d, body %d", seed, round)
                    .extracting(ProblemException.RowError::line)
                    .isEqualTo(expected);
        }
    }
}
