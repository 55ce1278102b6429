package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Line protocol becomes ticks by the names of tags and fields, exactly, and what is wrong is told with its line. */
class LineBodyTest {
    private static final long T = 1_795_000_000_000_000_000L;
    private static final String NOW = "\"recv_ts\":" + Taken.NOW;

    private static String trade(String symbol, long ts, String rest) {
        return "{\"seq\":0,\"symbol\":\"" + symbol + "\",\"ts\":" + ts + "," + NOW + "," + rest + "}";
    }

    private static String one(String line) {
        Taken taken = Taken.lines(line);
        assertThat(taken.refusal).as("%s: %s", line, taken.errors.listed()).isNull();
        assertThat(taken.ticks).hasSize(1);
        return taken.ticks.get(0);
    }

    @Test
    void aPointWithAPriceIsATradeWhateverItsSizeAndIdAreCalled() {
        for (String size : List.of("size", "amount", "qty")) {
            for (String id : List.of("id", "trade_id")) {
                String line = "trades,symbol=BTCUSD,side=sell price=60000.10," + size + "=0.5," + id + "=\"a1\" " + T;
                assertThat(one(line))
                        .isEqualTo(
                                trade("BTCUSD", T, "\"price\":60000.1,\"size\":0.5,\"side\":\"sell\",\"id\":\"a1\""));
            }
        }
        assertThat(one("ticks price=1,symbol=\"X\" " + T))
                .isEqualTo(trade("X", T, "\"price\":1,\"size\":null,\"side\":null,\"id\":null"));
    }

    @Test
    void aPointWithBidAndAskIsAQuoteWhateverItsSizesAreCalled() {
        for (String unit : List.of("size", "amount")) {
            String line =
                    "quotes,symbol=EURUSD bid=1.0712,bid_" + unit + "=1000000i,ask=1.0713,ask_" + unit + "=5u " + T;
            assertThat(one(line))
                    .isEqualTo(trade("EURUSD", T, "\"bid\":1.0712,\"bid_size\":1000000,\"ask\":1.0713,\"ask_size\":5"));
        }
        assertThat(one("quotes,symbol=EURUSD ask=1.0713 " + T))
                .isEqualTo(trade("EURUSD", T, "\"bid\":null,\"bid_size\":null,\"ask\":1.0713,\"ask_size\":null"));
    }

    /** The bytes of cryptofeed's TradeInflux: its line ends in the time of receipt. */
    @Test
    void takesWhatCryptofeedWrites() {
        assertThat(
                        one(
                                "trades-COINBASE,symbol=BTC-USD side=\"buy\",price=60000.1,amount=0.0018,id=\"812\",type=\"None\","
                                        + "timestamp=1795000000.123456,receipt_timestamp=1795000000.2596161 1795000000259616000"))
                .isEqualTo(
                        "{\"seq\":0,\"symbol\":\"COINBASE:BTC-USD\",\"ts\":1795000000123456000,"
                                + "\"recv_ts\":1795000000259616100,\"price\":60000.1,\"size\":0.0018,\"side\":\"buy\",\"id\":\"812\"}");
        assertThat(one("trades-BITMEX,symbol=BTC-USD-PERP side=\"sell\",price=6.5e-07,amount=100.0,id=\"None\","
                        + "type=\"None\",receipt_timestamp=1795000000.25 1795000000250000000"))
                .as("without the exchange's time, and without an id")
                .isEqualTo(
                        "{\"seq\":0,\"symbol\":\"BITMEX:BTC-USD-PERP\",\"ts\":1795000000250000000,"
                                + "\"recv_ts\":1795000000250000000,\"price\":0.00000065,\"size\":100,\"side\":\"sell\",\"id\":null}");
        assertThat(one(
                        "ticker-KRAKEN,symbol=BTC-USD bid=1.5,ask=2.5,timestamp=1795000000.5,receipt_timestamp=1795000000.75"
                                + " 1795000000750000000"))
                .isEqualTo(
                        "{\"seq\":0,\"symbol\":\"KRAKEN:BTC-USD\",\"ts\":1795000000500000000,"
                                + "\"recv_ts\":1795000000750000000,\"bid\":1.5,\"bid_size\":null,\"ask\":2.5,\"ask_size\":null}");
        assertThat(one("trades-COINBASE,symbol=BTC-USD side=\"buy\",price=1.0,amount=2.0,id=\"3\",type=\"limit\" " + T))
                .isEqualTo(trade("COINBASE:BTC-USD", T, "\"price\":1,\"size\":2,\"side\":\"buy\",\"id\":\"3\""));
    }

    @ParameterizedTest
    @CsvSource({
        "trades, A",
        "quotes, A",
        "ticks, A",
        "my-table, A",
        "trades-, A",
        "trades_X, A",
        "trades-X, X:A",
        "TICKER-dYdX, dYdX:A",
        "ticks-KRAKEN-FUTURES, KRAKEN-FUTURES:A",
        "'trades-A\\,B', bad_symbol",
    })
    void theMeasurementNamesTheVenueWhereItBeginsWithAWordForTicks(String measurement, String expected) {
        Taken taken = Taken.lines(measurement + ",symbol=A price=1 " + T);
        if (expected.startsWith("bad_")) {
            assertThat(taken.firstCode()).isEqualTo(expected);
        } else {
            assertThat(taken.ticks.get(0)).contains("\"symbol\":\"" + expected + "\"");
        }
    }

    @Test
    void aSymbolWithItsOwnVenueKeepsIt() {
        assertThat(one("trades-X,symbol=Y:A price=1")).contains("\"symbol\":\"Y:A\"");
        RowDefaults defaults = Taken.defaults().withVenue("Z").withSymbol("S");
        Taken taken = Taken.lines(Taken.utf8("trades-X price=1\nticks price=1"), LinePrecision.NS, defaults);
        assertThat(taken.ticks.get(0)).as("the line says more than the request").contains("\"symbol\":\"X:S\"");
        assertThat(taken.ticks.get(1)).contains("\"symbol\":\"Z:S\"");
    }

    @ParameterizedTest
    @CsvSource({
        "NS, 1795000000123456789, 1795000000123456789",
        "US, 1795000000123456, 1795000000123456000",
        "MS, 1795000000123, 1795000000123000000",
        "S, 1795000000, 1795000000000000000",
        "M, 29916666, 1794999960000000000",
        "H, 498611, 1794999600000000000",
        "AUTO, 1795000000, 1795000000000000000",
        "AUTO, 1795000000123, 1795000000123000000",
        "AUTO, 1795000000123456789, 1795000000123456789",
        "NS, 0, 0",
        "S, 1795000000123456t, 1795000000123456000",
        "S, 1795000000123456789n, 1795000000123456789",
        "NS, 7289654399999999999, 7289654399999999999",
    })
    void theTimeIsInTheUnitThatWasAskedFor(LinePrecision precision, String time, long expectedNanos) {
        RowDefaults ahead = new RowDefaults(null, new byte[0], null, Taken.NOW, Long.MAX_VALUE);
        Taken taken = Taken.lines(Taken.utf8("trades,symbol=A price=1 " + time), precision, ahead);
        assertThat(taken.ticks).singleElement().asString().contains("\"ts\":" + expectedNanos + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "NS, 7289654400000000000",
        "S, 7289654400",
        "NS, 99999999999999999999999",
        "NS, -1",
        "NS, 1.5",
        "NS, 17950000000000000m",
        "NS, t",
        "AUTO, 99999999999999999999999",
        "NS, 1795500000000000000",
        "S, 1795000000000",
    })
    void aTimeThatIsNoneOrFarOffIsRefused(LinePrecision precision, String time) {
        Taken taken = Taken.lines(Taken.utf8("trades,symbol=A price=1 " + time), precision, Taken.defaults());
        assertThat(taken.firstCode()).isIn("bad_time", "future_ts");
        assertThat(taken.errors.listed().get(0).line()).isEqualTo(1);
    }

    @Test
    void aTimeThatIsLeftOutIsNow() {
        assertThat(one("trades,symbol=A price=1"))
                .isEqualTo(trade("A", Taken.NOW, "\"price\":1,\"size\":null,\"side\":null,\"id\":null"));
        assertThat(one("trades,symbol=A price=1 \r\n"))
                .isEqualTo(trade("A", Taken.NOW, "\"price\":1,\"size\":null,\"side\":null,\"id\":null"));
    }

    @Test
    void timesMayBeFields() {
        assertThat(one("trades,symbol=A price=1,ts=1795000000000001t,recv_ts=1795000000000000002n"))
                .contains("\"ts\":1795000000000001000,\"recv_ts\":1795000000000000002");
        assertThat(one("trades,symbol=A price=1,ts=\"2026-11-18T00:00:00.5Z\",recv_ts=1794960001000i"))
                .contains("\"ts\":1794960000500000000,\"recv_ts\":1794960001000000000");
        assertThat(Taken.lines("trades,symbol=A price=1,ts=1795000000 1795000000000000000")
                        .firstCode())
                .as("two times, and no telling which")
                .isEqualTo("duplicate_field");
        assertThat(one("trades,symbol=A price=1,timestamp=1794000000 " + T))
                .as("cryptofeed's name for a time, in a line that is not cryptofeed's")
                .contains("\"ts\":" + T);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456789012345678",
                "-0.000000000000000001",
                "6e4",
                "1.5E-3",
                "+7",
                ".5",
                "5.",
                "15i",
                "15u",
                "1.50d",
                "0",
            })
    void numbersAreTakenAsTheyAreWritten(String number) {
        String plain = new BigDecimal(number.replaceAll("[iud]$", ""))
                .stripTrailingZeros()
                .toPlainString();
        for (String value : List.of(number, '"' + number.replaceAll("[iud]$", "") + '"')) {
            assertThat(one("trades,symbol=A price=" + value)).contains("\"price\":" + plain + ",");
        }
        assertThat(one("trades,symbol=A,price=" + number.replaceAll("[iud]$", "") + " size=1"))
                .contains("\"price\":" + plain + ",");
    }

    @Test
    void whatQuestDbWritesForNullIsNull() {
        assertThat(one("trades,symbol=A price=1,size=NaN")).contains("\"size\":null");
        assertThat(Taken.lines("trades,symbol=A price=NaN").firstCode()).isEqualTo("no_price");
    }

    @Test
    void idsAreTextOrWholeNumbers() {
        assertThat(one("t,symbol=A price=1,id=42i")).contains("\"id\":\"42\"");
        assertThat(one("t,symbol=A price=1,id=42")).contains("\"id\":\"42\"");
        assertThat(one("t,symbol=A,id=42i price=1")).as("a tag is text").contains("\"id\":\"42i\"");
        assertThat(Taken.lines("t,symbol=A price=1,id=4.5").firstCode()).isEqualTo("bad_type");
        assertThat(Taken.lines("t,symbol=A price=1,id=-4i").firstCode()).isEqualTo("bad_type");
    }

    @Test
    void escapesAreResolved() {
        assertThat(one("t,symbol=A,id=a\\ b\\,c\\=d\\\\e\\f price=1")).contains("\"id\":\"a b,c=d\\\\e\\\\f\"");
        assertThat(one("t,symbol=A price=1,id=\"say \\\"x\\\", a\\\\b \\n é=1\""))
                .contains("\"id\":\"say \\\"x\\\", a\\\\b \\\\n é=1\"");
        assertThat(one("a\\ measure\\,ment,symbol=A,pri\\ ce=1 p\\=q=2,price=3"))
                .contains("\"price\":3");
        assertThat(one("t,sym\\bol=B,symbol=A price=1")).as("another name").contains("\"symbol\":\"A\"");
    }

    @Test
    void commentsAndEmptyLinesAreCountedAsLinesAlone() {
        Taken taken = Taken.lines(
                "# price=1\n\n  \r\ntrades,symbol=A price=1\r\n#\n \ttrades,symbol=A price=2 \n\ntrades,symbol=A price=x\n");
        assertThat(taken.errors.count()).isEqualTo(1);
        assertThat(taken.errors.listed().get(0).line()).isEqualTo(8);
        assertThat(taken.errors.listed().get(0).row()).isEqualTo(3);
    }

    @Test
    void aTextMayHaveLineFeedsWhichCount() {
        Taken taken = Taken.lines("t,symbol=A price=1,note=\"a\n# b\nc\\\n\"\nt,symbol=A price=x");
        assertThat(taken.errors.listed()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(5);
            assertThat(error.row()).isEqualTo(2);
        });
        assertThat(Taken.lines("t,symbol=A price=1\nt,symbol=A\\\n price=1\nt,symbol=A price=x")
                        .errors
                        .listed())
                .extracting(ProblemException.RowError::line)
                .containsExactly(2L, 4L);
    }

    @Test
    void whatIsNotKnownIsPassedOverAndCounted() {
        LineBody lines =
                new LineBody(new TickRowBuilder(new Taken(), Taken.defaults(), new RowErrors()), LinePrecision.NS);
        byte[] body = Taken.utf8("trades,host=h,symbol=A price=1,a=1,b=t,c=False,d=\"x\",e=1i,timestamp=5 7");
        lines.decode(body, 0, body.length);
        assertThat(lines.ignored()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_line|,symbol=A price=1",
                "bad_line|trades",
                "bad_line|trades,symbol=A",
                "bad_line|trades,symbol=A,",
                "bad_line|trades,symbol price=1",
                "bad_line|trades,symbol= price=1",
                "bad_line|trades,=A price=1",
                "bad_line|trades,symbol=A=B price=1",
                "bad_line|trades,symbol=A price",
                "bad_value|trades,symbol=A price=",
                "bad_line|trades,symbol=A =1",
                "bad_line|trades,symbol=A price=1,",
                "bad_line|trades,symbol=A price=1, size=2",
                "bad_line|trades,symbol=A price=1 2 3",
                "bad_line|trades,symbol=A price=1 2,3",
                "bad_line|trades,symbol=A price=1,id=\"open",
                "bad_line|trades,symbol=A price=1,id=\"a\"b",
                "bad_value|trades,symbol=A price=abc",
                "bad_value|trades,symbol=A price=1x",
                "bad_number|trades,symbol=A price=1.2.3",
                "bad_value|trades,symbol=A price=1,side=buy",
                "bad_value|trades,symbol=A price=1,unknown=word",
                "bad_value|trades,symbol=A price==binary",
                "bad_type|trades,symbol=A price=true",
                "bad_type|trades,symbol=A price=1t",
                "bad_type|trades price=1,symbol=5i",
                "bad_type|trades,symbol=A price=1,side=1i",
                "bad_side|trades,symbol=A,side=up price=1",
                "bad_id|trades,symbol=A price=1,id=\"\"",
                "negative_size|trades,symbol=A price=1,size=-1",
                "bad_number|trades,symbol=A price=1234567890123456789",
                "duplicate_field|trades,symbol=A price=1,size=1,amount=1",
                "duplicate_field|trades,symbol=A,symbol=B price=1",
                "missing_symbol|trades price=1",
                "bad_symbol|trades,symbol=A*B price=1",
                "no_price|trades,symbol=A size=1",
                "no_price|cpu,symbol=A usage=0.5",
                "trade_and_quote|trades,symbol=A price=1,bid=1,ask=2",
                "wrong_kind|trades,symbol=A bid=1,ask=2,side=\"buy\"",
                "bad_time|trades,symbol=A price=1,recv_ts=\"yesterday\"",
            })
    void aBadLineIsNamedAndTheNextIsReadAsEver(String code, String line) {
        Taken taken = Taken.lines("trades,symbol=A price=1\n" + line + "\n");
        assertThat(taken.firstCode()).as(taken.errors.listed().toString()).isEqualTo(code);
        assertThat(taken.errors.listed().get(0).line()).isEqualTo(2);
        assertThat(taken.ticks).isEmpty();
        if (!line.endsWith("open")) {
            Taken goingOn = Taken.lines(line + "\ntrades,symbol=A price=abc\n");
            assertThat(goingOn.errors.listed())
                    .extracting(error -> error.line())
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void pointsOfTheSameSeriesAndTimeAreTicksOfTheirOwn() {
        String line = "trades,symbol=A price=1,size=2 " + T + "\n";
        assertThat(Taken.lines(line.repeat(3)).ticks).hasSize(3);
    }

    @Test
    void decodingMakesNoObjectALine() throws IOException {
        String line =
                "trades-COINBASE,symbol=BTC-USD,host=a side=\"buy\",price=60000.1,amount=0.5,id=\"a\\\"1\",x=t 5\n";
        byte[] body = Taken.utf8(line.repeat(50_000));
        RowTarget target = new RowTarget() {
            @Override
            public int symbol(byte[] ascii, int offset, int length) {
                return 0;
            }

            @Override
            public void add(Tick tick) {
                // Only what is made on the way here counts.
            }
        };
        LineBody lines = new LineBody(new TickRowBuilder(target, Taken.defaults(), new RowErrors()), LinePrecision.NS);
        long bytes = Allocation.bytes(
                () -> new LineBody(new TickRowBuilder(target, Taken.defaults(), new RowErrors()), LinePrecision.NS)
                        .decode(body, 0, body.length));
        assertThat(bytes / 50_000.0).as("bytes a line").isLessThan(1);
        lines.decode(body, 0, body.length);
        assertThat(lines.ignored()).isEqualTo(100_000);
    }
}
