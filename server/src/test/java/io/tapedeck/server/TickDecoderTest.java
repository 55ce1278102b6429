package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are right, in every form in which they may come. */
class TickDecoderTest {
    private static final String TRADE =
            "{\"symbol\":\"BTCUSD\",\"ts\":\"2026-11-18T11:06:39.5Z\",\"price\":\"60000.10\",\"size\":\"0.5\",\"side\":\"buy\",\"id\":\"123\"}";
    private static final String QUOTE =
            "{\"symbol\":\"EURUSD\",\"ts\":1795000000000000000,\"bid\":1.0712,\"bid_size\":1000000,\"ask\":1.0713}";
    private static final String TRADE_OUT = "{\"seq\":0,\"symbol\":\"BTCUSD\",\"ts\":1794999999500000000,\"recv_ts\":"
            + Taken.NOW + ",\"price\":60000.1,\"size\":0.5,\"side\":\"buy\",\"id\":\"123\"}";
    private static final String QUOTE_OUT = "{\"seq\":0,\"symbol\":\"EURUSD\",\"ts\":1795000000000000000,\"recv_ts\":"
            + Taken.NOW + ",\"bid\":1.0712,\"bid_size\":1000000,\"ask\":1.0713,\"ask_size\":null}";

    private static void checkBoth(Taken taken) {
        assertThat(taken.refusal).isNull();
        assertThat(taken.errors.count()).isZero();
        assertThat(taken.ticks).containsExactly(TRADE_OUT, QUOTE_OUT);
    }

    private static Taken one(String fields) {
        return Taken.decode("{\"symbol\":\"A\",\"ts\":1795000000," + fields + "}");
    }

    @Test
    void everyFormOfJsonGivesTheSameTicks() {
        for (String body : List.of(
                "[" + TRADE + "," + QUOTE + "]",
                " [\n" + TRADE + " ,\r\n" + QUOTE + "\n]\n",
                "{\"ticks\":[" + TRADE + "," + QUOTE + "]}",
                TRADE + "\n" + QUOTE,
                TRADE + "\n\n" + QUOTE + "\n",
                TRADE + "\r\n" + QUOTE + "\r\n",
                TRADE + QUOTE,
                "[" + TRADE + "]\n{\"ticks\":[" + QUOTE + "]}",
                "\uFEFF[" + TRADE + "," + QUOTE + "]",
                "[" + TRADE + "," + QUOTE + "]\0",
                "[" + TRADE + "," + QUOTE + "] \0\0 \n\0",
                TRADE.replace(",", " ,\n\t") + QUOTE.replace(":", " : "))) {
            checkBoth(Taken.decode(body));
            checkBoth(Taken.partly(body));
            checkBoth(Taken.decode(Taken.gzip(Taken.utf8(body)), "application/json", Taken.defaults(), false));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "symbol,ts,price,size,side,id,bid,bid_size,ask\nBTCUSD,2026-11-18T11:06:39.5Z,60000.10,0.5,buy,123,,,\nEURUSD,1795000000000000000,,,,,1.0712,1000000,1.0713\n",
                "symbol;ts;price;size;side;id;bid;bid_size;ask\r\nBTCUSD;2026-11-18T11:06:39.5Z;60000.10;0.5;buy;123;;;\r\n\r\nEURUSD;1795000000000000000;;;;;1.0712;1000000;1.0713",
                "symbol\tts\tprice\tsize\tside\tid\tbid\tbid_size\task\nBTCUSD\t2026-11-18T11:06:39.5Z\t60000.10\t0.5\tbuy\t123\t\t\t\nEURUSD\t1795000000000000000\t\t\t\t\t1.0712\t1000000\t1.0713\0\0",
                "\n\"Symbol\", TS, price, size, SIDE, id, bid, bid_size, ask\n\"BTCUSD\", 2026-11-18 11:06:39.5Z , 60000.10, 0.5, \"buy\" , \"123\",,,\nEURUSD, \"1795000000000000000\",,,,\"\",1.0712,1000000,1.0713",
                "seq,kind,symbol,ts,recv_ts,price,size,side,id,bid,bid_size,ask,ask_size\n7,trade,BTCUSD,2026-11-18T11:06:39.5Z,1795000000,60000.1,0.5,B,123,,,,\n8,quote,EURUSD,1795000000,1795000000,,,,,1.0712,1000000,1.0713,\n",
            })
    void everyFormOfCsvGivesTheSameTicks(String body) {
        checkBoth(Taken.decode(body));
        checkBoth(Taken.decode(Taken.utf8(body), "text/csv; charset=utf-8", Taken.defaults(), false));
        checkBoth(Taken.decode(Taken.gzip(Taken.utf8("\uFEFF" + body)), "text/csv", Taken.defaults(), true));
    }

    @Test
    void theFirstCharacterTellsTheFormWhereTheMediaTypeDoesNot() {
        String csv = "symbol,price\nA,1\n";
        String json = "{\"symbol\":\"A\",\"price\":1}";
        for (String type :
                new String[] {null, "", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream"
                }) {
            assertThat(Taken.decode(Taken.utf8(csv), type, Taken.defaults(), false).ticks)
                    .hasSize(1);
            assertThat(Taken.decode(Taken.utf8(json), type, Taken.defaults(), false).ticks)
                    .hasSize(1);
        }
        for (String type :
                List.of("application/json", "Application/X-NDJSON", "application/vnd.api+json; charset=UTF-8")) {
            assertThat(Taken.decode(Taken.utf8(json), type, Taken.defaults(), false).ticks)
                    .hasSize(1);
            assertThat(Taken.decode(Taken.utf8(csv), type, Taken.defaults(), false)
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aBodyPastTheBoundIsRefusedWholeBeforeOrAfterDecompression() {
        byte[] small = Taken.utf8("{\"symbol\":\"A\",\"price\":1}");
        byte[] fits = Arrays.copyOf(small, (int) Taken.MAX_BODY_BYTES);
        assertThat(Taken.decode(fits, null, Taken.defaults(), false).ticks).hasSize(1);
        byte[] large = Arrays.copyOf(small, (int) Taken.MAX_BODY_BYTES + 1);
        assertThat(Taken.decode(large, null, Taken.defaults(), true).status()).isEqualTo(413);
        assertThat(Taken.decode(Taken.gzip(large), null, Taken.defaults(), true).code())
                .isEqualTo("request_too_large");
    }

    @Test
    void numbersAreTakenExactlyAsWritten() {
        for (String number : List.of("0.1", "\"0.1\"", "1e-1", "\"+.1\"", "0.10000000000000000000", "\"00.1\"")) {
            assertThat(one("\"price\":" + number).ticks.get(0)).contains("\"price\":0.1,");
        }
        assertThat(one("\"price\":123456789012345.678").ticks.get(0)).contains("\"price\":123456789012345.678,");
        assertThat(one("\"price\":0.123456789012345678").ticks.get(0)).contains("\"price\":0.123456789012345678,");
        assertThat(one("\"price\":-37.63,\"size\":0").ticks.get(0)).contains("\"price\":-37.63,\"size\":0,");
        assertThat(one("\"price\":0").ticks.get(0)).contains("\"price\":0,\"size\":null,\"side\":null,\"id\":null");
    }

    @Test
    void anEmptyReceiveTimeInCsvIsNotKnownAndNoneIsNow() {
        assertThat(Taken.decode("symbol,price,recv_ts\nA,1,\nA,2,1795000000\n").ticks)
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"recv_ts\":null"),
                        second -> assertThat(second).contains("\"recv_ts\":" + Taken.NOW));
        assertThat(Taken.decode("symbol,price\nA,1\n").ticks.get(0)).contains("\"recv_ts\":" + Taken.NOW);
    }

    @Test
    void nullIsAbsentAndZeroIsNot() {
        assertThat(one("\"price\":1,\"size\":null,\"side\":null,\"id\":null,\"bid\":null,\"recv_ts\":null")
                        .ticks
                        .get(0))
                .contains("\"size\":null,\"side\":null,\"id\":null", "\"recv_ts\":" + Taken.NOW);
        assertThat(one("\"ask\":1,\"ask_size\":0,\"bid\":null,\"price\":null")
                        .ticks
                        .get(0))
                .contains("\"bid\":null,\"bid_size\":null,\"ask\":1,\"ask_size\":0");
    }

    @Test
    void sidesAndIdsComeInManyForms() {
        for (String side : List.of("buy", "BUY", "b", "B")) {
            assertThat(one("\"price\":1,\"side\":\"" + side + "\"").ticks.get(0))
                    .contains("\"side\":\"buy\"");
        }
        for (String side : List.of("sell", "Sell", "s", "S")) {
            assertThat(one("\"price\":1,\"side\":\"" + side + "\"").ticks.get(0))
                    .contains("\"side\":\"sell\"");
        }
        assertThat(one("\"price\":1,\"id\":123").ticks.get(0)).contains("\"id\":\"123\"");
        assertThat(one("\"price\":1,\"id\":\"a\\\"\\u00e9\\ud83d\\ude00\"")
                        .ticks
                        .get(0))
                .contains("\"id\":\"a\\\"é😀\"");
        assertThat(one("\"price\":1,\"id\":\"" + "😀".repeat(40) + "\"").ticks.get(0))
                .contains("😀".repeat(40));
        assertThat(Taken.decode("symbol,price,id\nA,1,\"x,\"\"y\"\"\"").ticks.get(0))
                .contains("\"id\":\"x,\\\"y\\\"\"");
    }

    @Test
    void parametersFillWhatRowsLeaveOut() {
        RowDefaults defaults =
                Taken.defaults().withSymbol("BTC").withVenue("BINANCE").withZone(ZoneId.of("Europe/Athens"));
        Taken taken = Taken.decode(
                Taken.utf8(
                        "[{\"price\":1,\"ts\":\"2026-11-18 12:00:00\"},{\"symbol\":\"ETH\",\"price\":2},{\"symbol\":\"X:Y\",\"price\":3}]"),
                null,
                defaults,
                false);
        assertThat(taken.ticks.get(0)).contains("\"BINANCE:BTC\"", "\"ts\":1794996000000000000");
        assertThat(taken.ticks.get(1)).contains("\"BINANCE:ETH\"", "\"ts\":" + Taken.NOW);
        assertThat(taken.ticks.get(2)).contains("\"X:Y\"");
    }

    @Test
    void goodRowsAreKeptBesideBadOnesWhenAskedFor() {
        Taken taken = Taken.partly(
                "{\"symbol\":\"A\",\"price\":1}\n{\"symbol\":\"A\",\"price\":x}\nnonsense\n\n{\"symbol\":\"A\",\"prices\":3}\n"
                        + "{\"symbol\":\"B\n{\"symbol\":\"A\",\"price\":4}\n5\n{\"symbol\":\"A\" \"price\":6}\n{\"symbol\":\"A\",\"price\":7}");
        assertThat(taken.ticks).hasSize(3);
        assertThat(taken.ticks.get(0)).contains("\"price\":1,");
        assertThat(taken.ticks.get(1)).contains("\"price\":4,");
        assertThat(taken.ticks.get(2)).contains("\"price\":7,");
        assertThat(taken.errors.listed().stream().map(e -> e.row() + " " + e.line() + " " + e.code()))
                .containsExactly(
                        "2 2 bad_json",
                        "3 3 bad_json",
                        "4 5 unknown_field",
                        "5 6 bad_json",
                        "7 8 bad_row",
                        "8 9 bad_json");
        assertThat(taken.symbols.count()).isEqualTo(1);
    }

    @Test
    void csvErrorsNameRowAndLine() {
        Taken taken = Taken.partly(
                "\nsymbol,price,id\nA,1,\"x\ny\"\nA,2,z\n\nA,x,\nA,3\nA,4,5,6\nA,5,a\"b\nA,6,\"a\"b\nA,7,ok");
        assertThat(taken.ticks).hasSize(2);
        assertThat(taken.errors.listed().stream().map(e -> e.row() + " " + e.line() + " " + e.field() + " " + e.code()))
                .containsExactly(
                        "1 3 id bad_id",
                        "3 7 price bad_number",
                        "4 8 null bad_columns",
                        "5 9 null bad_columns",
                        "6 10 id bad_quotes",
                        "7 11 id bad_quotes");
    }

    @Test
    void readsTicksOfMetaTrader() {
        RowDefaults athens = Taken.defaults().withSymbol("EURUSD").withZone(ZoneId.of("Europe/Athens"));
        String body =
                "[{\"time\":1795000000,\"bid\":1.07,\"ask\":1.08,\"last\":0.0,\"volume\":0,\"time_msc\":1795000000123,\"flags\":6,\"volume_real\":0.0},"
                        + "{\"time\":1795000000,\"bid\":0,\"ask\":0,\"last\":1.075,\"volume\":2,\"time_msc\":1795000000124,\"flags\":56,\"volume_real\":2.5},"
                        + "{\"time\":1795000000,\"bid\":1.07,\"ask\":0,\"last\":1.075,\"volume\":2,\"time_msc\":1795000000125,\"flags\":8,\"volume_real\":0}]";
        Taken taken = Taken.decode(Taken.utf8(body), null, athens, false);
        assertThat(taken.ticks).hasSize(4);
        assertThat(taken.ticks.get(0))
                .contains(
                        "\"ts\":1794992800123000000", "\"bid\":1.07,\"bid_size\":null,\"ask\":1.08,\"ask_size\":null");
        assertThat(taken.ticks.get(1)).contains("\"price\":1.075,\"size\":2.5,\"side\":\"buy\"");
        assertThat(taken.ticks.get(2)).contains("\"bid\":1.07,\"bid_size\":null,\"ask\":null");
        assertThat(taken.ticks.get(3)).contains("\"price\":1.075,\"size\":2,\"side\":null");
        Taken refused = Taken.decode(Taken.utf8(body), null, Taken.defaults().withSymbol("EURUSD"), false);
        assertThat(refused.firstCode()).isEqualTo("zone_required");
        assertThat(refused.refusal.getMessage()).contains("zone=Europe/Athens");
    }
}
