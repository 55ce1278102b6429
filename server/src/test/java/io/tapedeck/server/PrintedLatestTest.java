package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.QueryEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latest ticks that were printed before come out as those that are printed anew, in every style, while new ticks come. */
class PrintedLatestTest {
    private static final String[] SYMBOLS = {"BTCUSD", "EURUSD", "BINANCE:BTCUSDT", "ETHUSDT", "A"};

    private final long seed = Long.getLong("printed.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final PrintedLatest printed = new PrintedLatest();
    private int seconds;

    @Test
    void answersAreTheSameWithAndWithoutMemory(@TempDir Path data) throws Exception {
        System.out.println("seed " + seed);
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int i = 0; i < 400; i++) {
                if (i % 4 == 0) { // the same is asked for several times in between
                    record(fixture);
                    fixture.awaitVisible();
                }
                compare(fixture.deck.query(), i);
            }
        }
    }

    /** One tick more, which may come too late to be the latest. */
    private void record(DeckFixture fixture) {
        String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
        int at = random.nextInt(3) == 0 ? random.nextInt(seconds + 1) : ++seconds;
        if (random.nextBoolean()) {
            fixture.trade(
                    symbol, at, random.nextInt(1000) + ".50", "1", Side.BUY, random.nextBoolean() ? "a" + at : null);
        } else {
            fixture.quote(symbol, at, random.nextInt(1000) + ".25", random.nextBoolean() ? "1001" : null);
        }
    }

    private void compare(QueryEngine engine, int round) throws IOException {
        Times.Style time = random.nextInt(4) == 0 ? Times.Style.NS : Times.Style.ISO;
        TickText.Numbers numbers = random.nextInt(4) == 0 ? TickText.Numbers.STRING : TickText.Numbers.JSON;
        boolean lines = random.nextBoolean();
        boolean withTrade = random.nextInt(4) != 0;
        boolean withQuote = random.nextInt(4) != 0;
        long nowNanos = DeckFixture.nanos(DeckFixture.NOW) + random.nextInt(1_000_000_000);
        PrintedLatest.Style style = new PrintedLatest.Style(time, numbers, engine.registry());
        ByteArrayOutputStream remembered = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        JsonRows rememberedRows = new JsonRows(remembered, lines, time, numbers);
        JsonRows plainRows = new JsonRows(plain, lines, time, numbers);
        for (int symbol : engine.symbols(null)) {
            printed.print(rememberedRows, engine, symbol, withTrade, withQuote, style, nowNanos);
            LatestRow row = engine.latest(symbol);
            Tick trade = withTrade ? row.trade() : null;
            Tick quote = withQuote ? row.quote() : null;
            if (trade != null || quote != null) {
                LatestReading.print(plainRows, style, trade, quote, nowNanos);
            }
        }
        rememberedRows.finish();
        plainRows.finish();
        assertThat(remembered.toString(StandardCharsets.UTF_8))
                .as("seed %d, round %d", seed, round)
                .isEqualTo(plain.toString(StandardCharsets.UTF_8));
    }
}
