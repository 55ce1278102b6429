package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each shape that files come in, recognised by its first line and read exactly. */
final class TickFormatTest {
    @Test
    void reads_tapedeck_trades_in_any_order_of_columns() {
        ParsedFile file = ParsedFile.of("""
                price,symbol,ts,size,side,id,recv_ts
                60000.10,BTCUSD,2026-11-23T10:00:00.123456789Z,0.500,buy,123,2026-11-23T10:00:00.2Z
                60000,BTCUSD,1795428000000,,,,
                -0.5,ETHUSD,1795428000.25,0,S,a-b,
                """, null);
        assertThat(file.layout().format().name()).isEqualTo("tapedeck");
        assertThat(file.ticks())
                .containsExactly(
                        "BTCUSD 2026-11-23T10:00:00.123456789Z 60000.1 0.5 BUY 123 recv 2026-11-23T10:00:00.2Z",
                        "BTCUSD 2026-11-23T10:00:00.Z 60000 null null null",
                        "ETHUSD 2026-11-23T10:00:00.25Z -0.5 0 SELL a-b");
    }

    @Test
    void reads_tapedeck_quotes_with_one_side_absent() {
        ParsedFile file = ParsedFile.of("""
                symbol,ts,bid,bid_size,ask,ask_size
                EURUSD,1795428000000,1.0712,1000000,1.0713,
                EURUSD,1795428000001,,,1.0713,5
                EURUSD,1795428000002,,,,
                """, null);
        assertThat(file.ticks())
                .containsExactly(
                        "EURUSD 2026-11-23T10:00:00.Z 1.0712 1000000 1.0713 null",
                        "EURUSD 2026-11-23T10:00:00.001Z null null 1.0713 5",
                        "4! neither bid nor ask");
    }

    @Test
    void reads_what_tapedeck_exports() {
        ParsedFile file = ParsedFile.of("""
                seq,symbol,ts,recv_ts,price,size,side,id
                7,BTCUSD,2026-11-23T10:00:00.000000000Z,,60000.1,0.5,sell,"a,""b"
                """, null);
        assertThat(file.ticks()).containsExactly("BTCUSD 2026-11-23T10:00:00.Z 60000.1 0.5 SELL a,\"b");
    }

    @Test
    void reads_binance_futures_trades_with_a_header() {
        ParsedFile file = ParsedFile.of("""
                id,price,qty,quote_qty,time,is_buyer_maker
                5000000001,61800.30,0.006,370.80180,1723161256322,false
                5000000002,61800.20,0.100,6180.02000,1723161256344,true
                """, "BTCUSDT");
        assertThat(file.layout().format().name()).isEqualTo("binance-trades");
        assertThat(file.ticks())
                .as("a maker that bought means an aggressor that sold")
                .containsExactly(
                        "BTCUSDT 2024-08-08T23:54:16.322Z 61800.3 0.006 BUY 5000000001",
                        "BTCUSDT 2024-08-08T23:54:16.344Z 61800.2 0.1 SELL 5000000002");
    }

    @Test
    void reads_binance_spot_trades_without_a_header_in_microseconds() {
        ParsedFile file = ParsedFile.of("""
                4500000001,94000.01000000,0.00100000,94.00001000,1736000000123456,True,True
                4500000002,94000.00000000,0.00005000,4.70000000,1736000000123457,False,True
                """, "BTCUSDT");
        assertThat(file.layout().format().name()).isEqualTo("binance-trades");
        assertThat(file.ticks())
                .containsExactly(
                        "BTCUSDT 2025-01-04T14:13:20.123456Z 94000.01 0.001 SELL 4500000001",
                        "BTCUSDT 2025-01-04T14:13:20.123457Z 94000 0.00005 BUY 4500000002");
    }

    @Test
    void reads_binance_aggregate_trades_of_spot_and_futures() {
        ParsedFile spot = ParsedFile.of("900001,61800.3,0.1,1000,1004,1723161256322,true,true\n", "BTCUSDT");
        ParsedFile futures = ParsedFile.of("900001,61800.3,0.1,1000,1004,1723161256322,false\n", "BTCUSDT");
        ParsedFile header = ParsedFile.of("""
                agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker
                900001,61800.3,0.1,1000,1004,1723161256322,false
                """, "BTCUSDT");
        assertThat(spot.layout().format().name()).isEqualTo("binance-agg-trades");
        assertThat(spot.ticks()).containsExactly("BTCUSDT 2024-08-08T23:54:16.322Z 61800.3 0.1 SELL 900001");
        assertThat(futures.ticks()).containsExactly("BTCUSDT 2024-08-08T23:54:16.322Z 61800.3 0.1 BUY 900001");
        assertThat(header.ticks()).isEqualTo(futures.ticks());
    }

    @Test
    void reads_kraken_and_bitcoincharts_with_sizes_in_scientific_notation() {
        ParsedFile kraken = ParsedFile.of("1561939203.172,10749.4,0.004\n1561939205.2244,10749.40,1e-8\n", "XBTUSD");
        ParsedFile charts = ParsedFile.of("1315922016,5.800000000000,1.000000000000\n1315922016,5.8,0\n", "BTCUSD");
        assertThat(kraken.layout().format().name()).isEqualTo("kraken");
        assertThat(kraken.ticks())
                .containsExactly(
                        "XBTUSD 2019-07-01T00:00:03.172Z 10749.4 0.004 null null",
                        "XBTUSD 2019-07-01T00:00:05.2244Z 10749.4 0.00000001 null null");
        assertThat(charts.layout().format().name()).isEqualTo("bitcoincharts");
        assertThat(charts.ticks())
                .containsExactly(
                        "BTCUSD 2011-09-13T13:53:36.Z 5.8 1 null null", "BTCUSD 2011-09-13T13:53:36.Z 5.8 0 null null");
    }

    @Test
    void refuses_a_time_in_another_unit_than_the_first() {
        ParsedFile file = ParsedFile.of("1315922016,5.8,1\n1315922016000,5.8,1\n", "BTCUSD");
        assertThat(file.ticks().get(1)).startsWith("2! column 1 (ts):").contains("unit");
    }

    @Test
    void takes_times_without_zone_where_the_zone_is_given() {
        String text = "symbol,ts,price\nX,2024-07-01T12:00:00,1\n";
        assertThat(ParsedFile.of("f", "auto", text, null, null, ZoneId.of("Europe/Berlin"))
                        .ticks())
                .containsExactly("X 2024-07-01T10:00:00.Z 1 null null null");
        assertThat(ParsedFile.of(text, null).ticks().get(0)).startsWith("2! column 2 (ts): ");
    }

    @Test
    void puts_the_venue_before_every_symbol() {
        String text = "symbol,ts,price\nX,1795428000000,1\n,1795428000000,2\n";
        assertThat(ParsedFile.of("f", "auto", text, "KRAKEN", "Y", null).ticks())
                .containsExactly(
                        "KRAKEN:X 2026-11-23T10:00:00.Z 1 null null null",
                        "KRAKEN:Y 2026-11-23T10:00:00.Z 2 null null null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X,1795428000000,abc,1|column 3 (price): ",
                "X,1795428000000,,1|column 3 (price): it is empty",
                "X,1795428000000,1|3 columns where 4 are expected",
                "X,1795428000000,1,1,1|5 columns where 4 are expected",
                "X,yesterday,1,1|column 2 (ts): ",
                "'a b,1795428000000,1,1'|column 1 (symbol): ",
                "X,1795428000000,1234567890123456789,1|column 3 (price): ",
                "\"X,1795428000000,1,1|a quote is not closed"
            })
    void names_what_is_wrong_in_a_line(String line, String expected) {
        assertThat(ParsedFile.of("symbol,ts,price,size\n" + line + "\n", null)
                        .ticks()
                        .get(0))
                .startsWith("2! ")
                .contains(expected);
    }

    @Test
    void refuses_what_it_does_not_recognise_with_its_first_line_and_the_formats() {
        assertThatThrownBy(() -> ParsedFile.of("date;open;high\n1;2;3\n", null))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("date;open;high")
                .hasMessageContaining("binance-trades")
                .hasMessageContaining("kraken");
    }

    @Test
    void reads_windows_line_ends_a_byte_order_mark_and_blank_lines() {
        ParsedFile file =
                ParsedFile.of("\uFEFFsymbol,ts,price\r\n\r\nX,1795428000000,1\r\n\r\nX,1795428000000,2", null);
        assertThat(file.ticks())
                .containsExactly(
                        "X 2026-11-23T10:00:00.Z 1 null null null", "X 2026-11-23T10:00:00.Z 2 null null null");
    }

    @ParameterizedTest
    @CsvSource({
        "BTCUSDT-trades-2024-08-08.csv,BTCUSDT",
        "BTCUSDT-aggTrades-2024-08.zip,BTCUSDT",
        "binance-usdm-ETHUSDT-trades-2024-08-08.csv.gz,ETHUSDT",
        "BTCUSD_PERP-trades-2024-08-08.csv,BTCUSD_PERP",
        "1000PEPEUSDT-trades-2024-08-08.csv,1000PEPEUSDT"
    })
    void finds_the_symbol_in_the_name_of_a_binance_dump(String name, String symbol) {
        TickFormat format = TickFormat.ALL.stream()
                .filter(each -> each.name().equals("binance-trades"))
                .findFirst()
                .orElseThrow();
        var found = format.symbolInName().matcher(name);
        assertThat(found.find()).isTrue();
        assertThat(found.group(1)).isEqualTo(symbol);
    }
}
