package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.query.Candles;
import io.tapedeck.writer.PriceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Candles that were printed before come out as those that are printed anew, in every style, however often they are asked for. */
class PrintedCandlesTest {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long seed = Long.getLong("printed.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final PrintedCandles printed = new PrintedCandles();

    @Test
    void answersAreTheSameWithAndWithoutMemory() throws IOException {
        System.out.println("seed " + seed);
        List<Candles.Row> rows = rows(700);
        for (int i = 0; i < 200; i++) {
            if (random.nextInt(10) == 0) {
                rows.set(random.nextInt(rows.size()), row(random.nextInt(700)));
            }
            int from = random.nextInt(rows.size());
            Candles answer = new Candles(
                    PriceType.TRADE,
                    rows.subList(from, from + random.nextInt(rows.size() - from + 1)),
                    Long.MIN_VALUE,
                    1);
            boolean lines = random.nextBoolean();
            Times.Style time = Times.Style.values()[random.nextInt(Times.Style.values().length)];
            TickText.Numbers numbers = TickText.Numbers.values()[random.nextInt(TickText.Numbers.values().length)];
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JsonRows remembered = new JsonRows(out, lines, time, numbers);
            printed.print(remembered, answer, time, numbers);
            remembered.finish();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as("seed %d, answer %d", seed, i)
                    .isEqualTo(plain(answer, lines, time, numbers));
        }
    }

    private static String plain(Candles answer, boolean lines, Times.Style time, TickText.Numbers numbers)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRows rows = new JsonRows(out, lines, time, numbers);
        for (Candles.Row row : answer.rows()) {
            CandlesReading.printWhole(rows, row);
        }
        rows.finish();
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<Candles.Row> rows(int count) {
        List<Candles.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i));
        }
        return rows;
    }

    private Candles.Row row(int i) {
        boolean isQuotes = random.nextInt(5) == 0;
        return new Candles.Row(
                i * MINUTE_NANOS,
                decimal(),
                decimal(),
                decimal(),
                random.nextInt(20) == 0 ? null : decimal(),
                isQuotes ? null : decimal(),
                isQuotes ? null : decimal(),
                random.nextInt(1000),
                random.nextInt(10) != 0);
    }

    private BigDecimal decimal() {
        return new BigDecimal(new BigInteger(random.nextInt(70), random), random.nextInt(19));
    }
}
