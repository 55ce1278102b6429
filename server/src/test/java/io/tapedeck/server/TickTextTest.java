package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Printed ticks against plain expectations, and read back by a JSON parser that is not ours. */
class TickTextTest {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final long TS = 1_795_000_000_123_456_789L;

    private final SymbolRegistry symbols = new SymbolRegistry();
    private final int btc = symbols.define("BTCUSD");
    private final int eur = symbols.define("FX:EUR/USD");

    private Tick trade() {
        return new Tick()
                .start(btc, TickKind.TRADE, TS)
                .recvTs(TS + 1000)
                .decimal(0, 600001, 1)
                .decimal(1, 5, 1)
                .side(Side.BUY)
                .id("123")
                .seq(7);
    }

    private Tick quote() {
        return new Tick()
                .start(eur, TickKind.QUOTE, TS)
                .decimal(0, 10712, 4)
                .decimal(1, 1_000_000, 0)
                .seq(8);
    }

    private String print(
            TickText.Format format, Times.Style time, TickText.Numbers numbers, TickKind kind, Tick... ticks)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TickText text = new TickText(out, format, time, numbers, symbols, kind);
        for (Tick tick : ticks) {
            text.print(tick);
        }
        text.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsTheDocumentedRows() throws IOException {
        String trade = "{\"seq\":7,\"symbol\":\"BTCUSD\",\"ts\":\"2026-11-18T11:06:40.123456789Z\","
                + "\"recv_ts\":\"2026-11-18T11:06:40.123457789Z\",\"price\":60000.1,\"size\":0.5,\"side\":\"buy\",\"id\":\"123\"}";
        String quote =
                "{\"seq\":8,\"symbol\":\"FX:EUR/USD\",\"ts\":\"2026-11-18T11:06:40.123456789Z\",\"recv_ts\":null,"
                        + "\"bid\":1.0712,\"bid_size\":1000000,\"ask\":null,\"ask_size\":null}";
        assertThat(print(TickText.Format.JSON, Times.Style.ISO, TickText.Numbers.JSON, null, trade(), quote()))
                .isEqualTo(trade + "," + quote);
        assertThat(print(TickText.Format.NDJSON, Times.Style.ISO, TickText.Numbers.JSON, null, trade(), quote()))
                .isEqualTo(trade + "\n" + quote + "\n");
        assertThat(new TickPrinter(Times.Style.ISO, TickText.Numbers.JSON, symbols).jsonText(trade()))
                .isEqualTo(trade);
    }

    @Test
    void printsTimesAndNumbersInEveryStyle() throws IOException {
        assertThat(print(TickText.Format.NDJSON, Times.Style.NS, TickText.Numbers.STRING, null, trade()))
                .contains("\"ts\":1795000000123456789,", "\"price\":\"60000.1\"");
        assertThat(print(TickText.Format.NDJSON, Times.Style.US, TickText.Numbers.DECIMAL, null, trade()))
                .contains("\"ts\":1795000000123456,", "\"price\":\"60000.1\"");
        assertThat(print(TickText.Format.NDJSON, Times.Style.MS, TickText.Numbers.DOUBLE, null, trade()))
                .contains("\"ts\":1795000000123,", "\"price\":60000.1,");
        assertThat(print(TickText.Format.NDJSON, Times.Style.S, TickText.Numbers.JSON, null, trade()))
                .contains("\"ts\":1795000000,");
    }

    @Test
    void printsCsvWithTheColumnsOfItsKind() throws IOException {
        assertThat(print(TickText.Format.CSV, Times.Style.NS, TickText.Numbers.JSON, TickKind.TRADE, trade()))
                .isEqualTo("seq,symbol,ts,recv_ts,price,size,side,id\n"
                        + "7,BTCUSD,1795000000123456789,1795000000123457789,60000.1,0.5,buy,123\n");
        assertThat(print(TickText.Format.CSV, Times.Style.NS, TickText.Numbers.STRING, TickKind.QUOTE, quote()))
                .isEqualTo("seq,symbol,ts,recv_ts,bid,bid_size,ask,ask_size\n"
                        + "8,FX:EUR/USD,1795000000123456789,,1.0712,1000000,,\n");
        assertThat(print(TickText.Format.CSV, Times.Style.S, TickText.Numbers.JSON, null, trade(), quote()))
                .isEqualTo("seq,kind,symbol,ts,recv_ts,price,size,side,id,bid,bid_size,ask,ask_size\n"
                        + "7,trade,BTCUSD,1795000000,1795000000,60000.1,0.5,buy,123,,,,\n"
                        + "8,quote,FX:EUR/USD,1795000000,,,,,,1.0712,1000000,,\n");
        assertThat(print(TickText.Format.CSV, Times.Style.S, TickText.Numbers.JSON, TickKind.QUOTE))
                .isEqualTo("seq,symbol,ts,recv_ts,bid,bid_size,ask,ask_size\n");
        assertThatThrownBy(
                        () -> print(TickText.Format.CSV, Times.Style.S, TickText.Numbers.JSON, TickKind.QUOTE, trade()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsIdsWholeInJsonAndCsv() throws IOException {
        UUID uuid = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
        for (String id : List.of(
                "0", "007", "999999999999999999", uuid.toString(), "a\"b\\c", "x,y", " z ", "ключ-😀", "\"\"")) {
            Tick tick = trade().id(id);
            String json = print(TickText.Format.NDJSON, Times.Style.S, TickText.Numbers.JSON, null, tick);
            assertThat(EXACT.readTree(json).get("id").asString()).isEqualTo(id);
            String csv = print(TickText.Format.CSV, Times.Style.S, TickText.Numbers.JSON, TickKind.TRADE, tick);
            String field = csv.substring(csv.indexOf(",buy,") + 5, csv.length() - 1);
            assertThat(
                            field.startsWith("\"")
                                    ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
                                    : field)
                    .isEqualTo(id);
        }
    }

    @Test
    void aDoubleIsTheShortestTextOfTheNearest() {
        byte[] bytes = new byte[64];
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            long mantissa = random.nextLong() % Decimal.power(1 + random.nextInt(18));
            int scale = random.nextInt(19);
            String text = new String(
                    bytes, 0, DecimalPrinter.print(mantissa, scale, true, bytes, 0), StandardCharsets.US_ASCII);
            double nearest = BigDecimal.valueOf(mantissa, scale).doubleValue();
            assertThat(Double.parseDouble(text)).isEqualTo(nearest == 0 ? 0.0 : nearest);
            assertThat(new BigDecimal(text).stripTrailingZeros().precision())
                    .isLessThanOrEqualTo(new BigDecimal(Double.toString(nearest))
                            .stripTrailingZeros()
                            .precision());
            String exact = new String(
                    bytes, 0, DecimalPrinter.print(mantissa, scale, false, bytes, 0), StandardCharsets.US_ASCII);
            assertThat(new BigDecimal(exact)).isEqualByComparingTo(BigDecimal.valueOf(mantissa, scale));
            assertThat(exact).doesNotContain("E");
        }
    }

    @Test
    void manyTicksOfEveryShapeReadBackAsTheyWere() throws IOException {
        Random random = new Random(6);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            ticks.add(anyTick(random, i + 1));
        }
        String text = "["
                + print(TickText.Format.JSON, Times.Style.NS, TickText.Numbers.JSON, null, ticks.toArray(Tick[]::new))
                + "]";
        JsonNode rows = EXACT.readTree(text);
        assertThat(rows.size()).isEqualTo(ticks.size());
        for (int i = 0; i < ticks.size(); i++) {
            check(rows.get(i), ticks.get(i));
        }
    }

    private Tick anyTick(Random random, long seq) {
        boolean quote = random.nextBoolean();
        Tick tick =
                new Tick().start(random.nextBoolean() ? btc : eur, quote ? TickKind.QUOTE : TickKind.TRADE, TS + seq);
        if (random.nextBoolean()) {
            tick.recvTs(TS + random.nextInt(1_000_000));
        }
        for (int decimal = 0; decimal < (quote ? 4 : 2); decimal++) {
            if (random.nextInt(4) > 0) {
                tick.decimal(decimal, random.nextLong() % Decimal.power(1 + random.nextInt(18)), random.nextInt(19));
            }
        }
        if (!quote && random.nextBoolean()) {
            tick.side(random.nextBoolean() ? Side.SELL : Side.BUY)
                    .id(random.nextBoolean() ? "é" + random.nextInt() : Integer.toString(random.nextInt(1000)));
        }
        return tick.seq(seq);
    }

    private void check(JsonNode row, Tick tick) {
        assertThat(row.get("seq").asLong()).isEqualTo(tick.seq());
        assertThat(row.get("symbol").asString()).isEqualTo(symbols.name(tick.symbol()));
        assertThat(row.get("ts").asLong()).isEqualTo(tick.tsNanos());
        assertThat(row.get("recv_ts").isNull()).isEqualTo(!tick.hasRecvTs());
        List<String> names = tick.isQuote() ? List.of("bid", "bid_size", "ask", "ask_size") : List.of("price", "size");
        for (int decimal = 0; decimal < names.size(); decimal++) {
            JsonNode value = row.get(names.get(decimal));
            assertThat(value.isNull()).isEqualTo(!tick.has(decimal));
            if (tick.has(decimal)) {
                assertThat(value.decimalValue())
                        .isEqualByComparingTo(BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal)));
            }
        }
        if (!tick.isQuote()) {
            assertThat(row.get("id").isNull() ? null : row.get("id").asString()).isEqualTo(tick.idText());
            assertThat(row.get("side").isNull() ? null : row.get("side").asString())
                    .isEqualTo(tick.side() == null ? null : tick.side().name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void makesNoObjectATick() throws IOException {
        TickText text = new TickText(
                OutputStream.nullOutputStream(),
                TickText.Format.NDJSON,
                Times.Style.ISO,
                TickText.Numbers.JSON,
                symbols,
                null);
        Tick trade = trade();
        Tick quote = quote();
        long bytes = Allocation.bytes(() -> {
            for (int i = 0; i < 100_000; i++) {
                text.print(trade);
                text.print(quote);
            }
        });
        assertThat(bytes / 200_000.0).isLessThan(1);
    }
}
