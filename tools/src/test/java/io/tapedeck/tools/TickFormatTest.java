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
        TickFormat format = TickFormats.ALL.stream()
                .filter(each -> each.name().equals("binance-trades"))
                .findFirst()
                .orElseThrow();
        var found = format.symbolInName().matcher(name);
        assertThat(found.find()).isTrue();
        assertThat(found.group(1)).isEqualTo(symbol);
    }

    @Test
    void reads_bitmex_with_its_letter_between_date_and_time() {
        String header =
                "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional";
        String id = "0f1f4f3b-9b0c-4b62-8d3f-0d8f7d0f1c11";
        ParsedFile dump = ParsedFile.of(
                header + "\n2018-11-27D00:00:01.123456000,XBTUSD,Buy,100,3739.5,PlusTick," + id
                        + ",2674100,0.026741,100\n2018-11-27D00:00:02.000000001,XBTUSD,Sell,1,3739,MinusTick,,,,\n",
                null);
        ParsedFile later = ParsedFile.of(
                header + ",trdType\n2024-11-27T00:00:01.1Z,XBTUSD,,100,3739.5,PlusTick," + id + ",1,1,1,Regular\n",
                null);
        assertThat(dump.layout().name()).isEqualTo("bitmex");
        assertThat(dump.ticks())
                .containsExactly(
                        "XBTUSD 2018-11-27T00:00:01.123456Z 3739.5 100 BUY " + id,
                        "XBTUSD 2018-11-27T00:00:02.000000001Z 3739 1 SELL null");
        assertThat(later.layout().name()).isEqualTo("bitmex");
        assertThat(later.ticks()).containsExactly("XBTUSD 2024-11-27T00:00:01.1Z 3739.5 100 null " + id);
    }

    @Test
    void tells_bybit_from_bitmex_by_its_times_and_keeps_their_decimals() {
        ParsedFile file = ParsedFile.of("""
                timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional,RPI
                1585180700.0647,BTCUSDT,Buy,0.042,6698.5,ZeroPlusTick,9c3b7a1e-5a52-5a0b-8b6e-3c1f0c2d9e10,28133700000,0.042,281.337,0
                1585180700,BTCUSDT,Sell,1,6698,ZeroMinusTick,77,1,1,1,1
                1585180700.123456789,BTCUSDT,Sell,1,6698,ZeroMinusTick,78,1,1,1,0
                """, null);
        assertThat(file.layout().name()).isEqualTo("bybit");
        assertThat(file.ticks())
                .containsExactly(
                        "BTCUSDT 2020-03-25T23:58:20.0647Z 6698.5 0.042 BUY 9c3b7a1e-5a52-5a0b-8b6e-3c1f0c2d9e10",
                        "BTCUSDT 2020-03-25T23:58:20.Z 6698 1 SELL 77",
                        "BTCUSDT 2020-03-25T23:58:20.123456789Z 6698 1 SELL 78");
    }

    @Test
    void turns_the_makers_side_of_coinbase_round() {
        ParsedFile csv = ParsedFile.of("""
                trade_id,price,size,side,time
                74,10.00000000,0.01000000,buy,2014-11-07T22:19:28.578544Z
                73,100.0,0.5,sell,2014-11-08T01:08:43Z
                """, "BTC-USD");
        ParsedFile api = ParsedFile.of(
                "[{\"time\":\"2014-11-07T22:19:28.578544Z\",\"trade_id\":74,\"price\":\"10.00000000\",\"size\":\"0.01000000\","
                        + "\"side\":\"buy\"},{\"time\":\"2014-11-08T01:08:43Z\",\"trade_id\":73,\"price\":\"100.0\","
                        + "\"size\":\"0.5\",\"side\":\"sell\"}]",
                "BTC-USD");
        assertThat(csv.layout().name()).isEqualTo("coinbase");
        assertThat(csv.ticks())
                .containsExactly(
                        "BTC-USD 2014-11-07T22:19:28.578544Z 10 0.01 SELL 74",
                        "BTC-USD 2014-11-08T01:08:43.Z 100 0.5 BUY 73");
        assertThat(api.layout().name()).isEqualTo("coinbase");
        assertThat(api.ticks()).isEqualTo(csv.ticks());
    }

    @Test
    void reads_mt5_exports_whose_blanks_mean_unchanged_in_the_brokers_zone() {
        String text = """
                <DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>
                2024.01.31\t00:05:01.123\t1.08451\t1.08462\t\t\t6
                2024.01.31\t00:05:01.500\t\t1.08463\t\t\t4
                2024.01.31\t00:05:02.000\t1.08450\t\t\t\t2
                2024.07.31\t00:05:03.000\t\t\t1.08455\t3\t56
                2024.07.31\t00:05:04.000\t\t\t\t5\t80
                2024.07.31\t00:05:05.000\t\t\t\t\t0
                """;
        ZoneId athens = ZoneId.of("Europe/Athens");
        ParsedFile file = ParsedFile.of("EURUSD_202401310005_202407310005.csv", "auto", text, null, null, athens);
        assertThat(file.layout().name()).isEqualTo("mt5-ticks");
        assertThat(file.ticks())
                .containsExactly(
                        "EURUSD 2024-01-30T22:05:01.123Z 1.08451 null 1.08462 null",
                        "EURUSD 2024-01-30T22:05:01.5Z 1.08451 null 1.08463 null",
                        "EURUSD 2024-01-30T22:05:02.Z 1.0845 null 1.08463 null",
                        "EURUSD 2024-07-30T21:05:03.Z 1.08455 3 BUY null",
                        "EURUSD 2024-07-30T21:05:04.Z 1.08455 5 SELL null",
                        "7! there is no bid or ask, and no last above 0 with flag 8 or 16");
        assertThat(ParsedFile.of("EURUSD_202401310005_202407310005.csv", "auto", text, null, null, null)
                        .ticks())
                .first()
                .asString()
                .startsWith("2! column 1 (ts): ")
                .contains("--zone Europe/Athens");
    }

    @Test
    void reads_mt5_exports_without_flags_as_quotes() {
        String text = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n2024.01.31\t00:05:01.123\t1.5\t1.6\t\t\n";
        ParsedFile file = ParsedFile.of("f.csv", "auto", text, "ICM", "EURUSD", ZoneId.of("UTC"));
        assertThat(file.ticks()).containsExactly("ICM:EURUSD 2024-01-31T00:05:01.123Z 1.5 null 1.6 null");
    }

    @Test
    void reads_mt5_rows_as_python_writes_them() {
        ZoneId zone = ZoneId.of("+02:00");
        ParsedFile csv = ParsedFile.of("f.csv", "auto", """
                ,time,bid,ask,last,volume,time_msc,flags,volume_real
                0,1706659501,1.08451,1.08462,0.0,0,1706659501123,134,0.0
                1,1706659502,1.08451,1.08462,1.0846,2,1706659502000,312,2.5
                """, null, "EURUSD", zone);
        ParsedFile json = ParsedFile.of(
                "f.json",
                "auto",
                "{\"time\":1706659501,\"bid\":1.08451,\"ask\":1.08462,\"last\":0.0,\"volume\":0,"
                        + "\"time_msc\":1706659501123,\"flags\":134,\"volume_real\":0.0}\n",
                null,
                "EURUSD",
                zone);
        assertThat(csv.layout().name()).isEqualTo("mt5-rows");
        assertThat(csv.ticks())
                .containsExactly(
                        "EURUSD 2024-01-30T22:05:01.123Z 1.08451 null 1.08462 null",
                        "EURUSD 2024-01-30T22:05:02.Z 1.08451 null 1.08462 null",
                        "EURUSD 2024-01-30T22:05:02.Z 1.0846 2.5 BUY null");
        assertThat(json.layout().name()).isEqualTo("mt5-rows");
        assertThat(json.ticks()).containsExactly("EURUSD 2024-01-30T22:05:01.123Z 1.08451 null 1.08462 null");
    }

    @Test
    void reads_dukascopy_with_the_day_first() {
        String name = "EURUSD_Ticks_31.01.2024-31.01.2024.csv";
        ParsedFile gmt = ParsedFile.of(name, "auto", """
                Gmt time,Ask,Bid,AskVolume,BidVolume
                31.01.2024 00:00:00.123,1.08462,1.08451,1.12,0.9
                """, null, null, null);
        ParsedFile local = ParsedFile.of(name, "auto", """
                Local time,Ask,Bid,AskVolume,BidVolume
                01.02.2024 01:30:00.123 GMT+0530,1.08462,1.08451,1.12,0.9
                """, null, null, null);
        ParsedFile node = ParsedFile.of("eurusd-tick-2024-01-31.csv", "auto", """
                timestamp,askPrice,bidPrice,askVolume,bidVolume
                1706659200123,1.08462,1.08451,1.12,0.9
                """, null, null, null);
        assertThat(gmt.layout().name()).isEqualTo("dukascopy");
        assertThat(gmt.ticks()).containsExactly("EURUSD 2024-01-31T00:00:00.123Z 1.08451 0.9 1.08462 1.12");
        assertThat(local.ticks()).containsExactly("EURUSD 2024-01-31T20:00:00.123Z 1.08451 0.9 1.08462 1.12");
        assertThat(node.ticks()).containsExactly("eurusd 2024-01-31T00:00:00.123Z 1.08451 0.9 1.08462 1.12");
        assertThat(ParsedFile.of("Gmt time,Ask,Bid,AskVolume,BidVolume\n12.31.2024 00:00:00,1,1,1,1\n", "X")
                        .ticks())
                .first()
                .asString()
                .startsWith("2! column 1 (ts): ");
    }

    @Test
    void reads_tardis_with_its_receive_times_and_the_ask_before_the_bid() {
        ParsedFile trades = ParsedFile.of("""
                exchange,symbol,timestamp,local_timestamp,id,side,price,amount
                deribit,BTC-PERPETUAL,1585699200123456,1585699200165432,80710291,sell,6405.5,30
                deribit,BTC-PERPETUAL,1585699200123456,1585699200165432,,unknown,6405.5,30
                """, null);
        ParsedFile quotes = ParsedFile.of("""
                exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
                deribit,BTC-PERPETUAL,1585699200123456,1585699200165432,18640,6425.5,6425,39950
                deribit,BTC-PERPETUAL,1585699200123457,1585699200165433,,,6425,39950
                """, null);
        String recv = " recv 2020-04-01T00:00:00.165432Z";
        assertThat(trades.layout().name()).isEqualTo("tardis");
        assertThat(trades.ticks())
                .containsExactly(
                        "BTC-PERPETUAL 2020-04-01T00:00:00.123456Z 6405.5 30 SELL 80710291" + recv,
                        "BTC-PERPETUAL 2020-04-01T00:00:00.123456Z 6405.5 30 null null" + recv);
        assertThat(quotes.ticks())
                .containsExactly(
                        "BTC-PERPETUAL 2020-04-01T00:00:00.123456Z 6425 39950 6425.5 18640" + recv,
                        "BTC-PERPETUAL 2020-04-01T00:00:00.123457Z 6425 39950 null null recv 2020-04-01T00:00:00.165433Z");
    }

    @Test
    void reads_histdata_in_new_yorks_standard_time_also_in_summer() {
        ParsedFile file = ParsedFile.of(
                "DAT_ASCII_EURUSD_T_202407.csv",
                "auto",
                "20240701 170014583,1.084510,1.084620,0\n20240131 170014583,1.084510,1.084620,0\n",
                null,
                null,
                null);
        assertThat(file.layout().name()).isEqualTo("histdata");
        assertThat(file.ticks())
                .containsExactly(
                        "EURUSD 2024-07-01T22:00:14.583Z 1.08451 null 1.08462 null",
                        "EURUSD 2024-01-31T22:00:14.583Z 1.08451 null 1.08462 null");
    }

    @Test
    void takes_executions_alone_of_lobster() {
        String text = """
                34200.017459617,5,0,1,2238200,-1
                34200.18960767,1,11885113,21,2238100,1
                34200.200000001,4,11885113,18,2238150,1
                34200.3,3,11885113,18,2238150,1
                34200,7,0,0,-1,-1
                """;
        ParsedFile file =
                ParsedFile.of("AAPL_2012-06-21_34200000_57600000_message_10.csv", "auto", text, null, null, null);
        assertThat(file.layout().name()).isEqualTo("lobster");
        assertThat(file.ticks())
                .as("a sell order in the book was met by a buyer")
                .containsExactly(
                        "AAPL 2012-06-21T13:30:00.017459617Z 223.82 1 BUY null",
                        "AAPL 2012-06-21T13:30:00.200000001Z 223.815 18 SELL null");
        assertThat(file.passedOver()).isEqualTo(3);
        assertThatThrownBy(() -> ParsedFile.of("f.csv", "auto", text, null, "AAPL", null))
                .hasMessageContaining("of which date");
    }

    @Test
    void reads_binance_frames_and_passes_over_what_is_no_tick() {
        ParsedFile file = ParsedFile.of("""
                1723161255030314667 {"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1,"T":2,"s":"BTCUSDT","U":1,"u":2,"pu":3,"b":[["58710.20","0.014"]],"a":[]}}
                1723161255088176367 {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":true}}
                1723161255088176368 {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"0","q":"0","X":"NA","m":true}}
                1723161255088169167 {"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":512,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}
                1723161600001692584 {"u":50093421613,"s":"BTCUSDT","b":"61685.99000000","B":"1.25869000","a":"61686.00000000","A":"2.44816000"}
                1723161600001692585 {"e":"aggTrade","E":1723161600001,"s":"BTCUSDT","a":26129,"p":"0.010","q":"100","f":100,"l":105,"T":1723161600000,"m":false,"M":true}
                1723161600001692586 {"result":null,"id":1}
                1723161600001692587 {"stream":"btcusdt@trade","data":{"e":"trade"
                1723161600001692588 {"a":1}
                """, null);
        assertThat(file.layout().name()).isEqualTo("binance-ws");
        assertThat(file.ticks().subList(0, 4))
                .containsExactly(
                        "BTCUSDT 2024-08-08T23:54:16.321Z 61800.3 0.006 SELL 5266583935 recv 2024-08-08T23:54:15.088176367Z",
                        "BTCUSDT 2024-08-08T23:54:16.313Z 61800.2 2.507 61800.3 2.51 recv 2024-08-08T23:54:15.088169167Z",
                        "BTCUSDT 2024-08-09T00:00:00.001692584Z 61685.99 1.25869 61686 2.44816"
                                + " recv 2024-08-09T00:00:00.001692584Z",
                        "BTCUSDT 2024-08-09T00:00:00.Z 0.01 100 BUY 26129 recv 2024-08-09T00:00:00.001692585Z");
        assertThat(file.ticks().subList(4, 6))
                .satisfiesExactly(
                        cut -> assertThat(cut).startsWith("8! not JSON: "),
                        other -> assertThat(other).isEqualTo("9! the members are not those of a row"));
        assertThat(file.passedOver()).isEqualTo(3);
    }

    @Test
    void reads_ndjson_of_both_kinds_and_an_array_over_many_lines() {
        ParsedFile file = ParsedFile.of("""
                [
                {"seq":1,"symbol":"BTCUSD","ts":"2026-11-23T10:00:00.000000000Z","recv_ts":null,"price":61800.3,"size":0.006,"side":"buy","id":"a\\"b"},
                {"symbol":"EURUSD","ts":1795428000000,"bid":"1.0712","ask":null},
                {"symbol":"EURUSD","ts":1795428000000,"bid":"1.0712","ask":null,"colour":"red"}
                ]
                """, null);
        assertThat(file.layout().name()).isEqualTo("tapedeck");
        assertThat(file.ticks())
                .containsExactly(
                        "BTCUSD 2026-11-23T10:00:00.Z 61800.3 0.006 BUY a\"b",
                        "EURUSD 2026-11-23T10:00:00.Z 1.0712 null null null",
                        "4! \"colour\" is unexpected");
    }

    @Test
    void every_format_has_an_example_that_it_recognises() {
        for (TickFormat format : TickFormats.ALL) {
            if (format.sample() != null) {
                String name = "AAPL_2012-06-21_34200000_57600000_message_10.csv";
                ParsedFile file = ParsedFile.of(name, "auto", format.sample(), null, "X", ZoneId.of("UTC"));
                assertThat(file.layout().format()).as(format.sample()).isEqualTo(format);
                assertThat(file.ticks()).as(format.sample()).hasSize(1).noneMatch(tick -> tick.contains("! "));
                ParsedFile byName = ParsedFile.of(name, format.name(), format.sample(), null, "X", ZoneId.of("UTC"));
                assertThat(byName.ticks()).isEqualTo(file.ticks());
            }
        }
        assertThat(TickFormats.ALL.stream()
                        .filter(format -> format.sample() != null)
                        .map(TickFormat::name)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(TickFormats.names());
    }
}
