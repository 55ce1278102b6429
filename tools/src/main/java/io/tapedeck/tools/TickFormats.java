package io.tapedeck.tools;

import static io.tapedeck.tools.Column.equal;
import static io.tapedeck.tools.Column.equalIfThere;
import static io.tapedeck.tools.Column.of;
import static io.tapedeck.tools.Column.optional;
import static io.tapedeck.tools.RowKind.MT5;
import static io.tapedeck.tools.RowKind.QUOTE;
import static io.tapedeck.tools.RowKind.TRADE;
import static io.tapedeck.tools.Text.COMMAS;
import static io.tapedeck.tools.Text.FRAMES;
import static io.tapedeck.tools.Text.JSON;
import static io.tapedeck.tools.Text.TABS;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table of tick files: a new kind of file is a new row. They are tried in this order. A row without a column for the
 * exchange's time takes the receive time for it.
 */
final class TickFormats {
    private static final Pattern BINANCE_NAME =
            Pattern.compile("(?:^|[-/])([A-Z0-9]{2,32}(?:_[A-Z0-9]{1,12})?)-(?:trades|aggTrades)-\\d{4}-\\d{2}");
    private static final Pattern MT5_NAME = Pattern.compile("(?:^|/)([A-Za-z0-9.#_-]+?)_\\d{12}_\\d{12}\\.");
    private static final Pattern DUKASCOPY_NAME =
            Pattern.compile("(?:^|/)([A-Za-z0-9.]+?)(?:_Ticks_|-tick-\\d{4}-)", Pattern.CASE_INSENSITIVE);
    private static final Pattern HISTDATA_NAME = Pattern.compile("(?:^|/)DAT_ASCII_([A-Z0-9]+)_T_?\\d{6}");
    private static final Pattern LOBSTER_NAME =
            Pattern.compile("(?:^|/)([A-Z0-9.]+)_\\d{4}-\\d{2}-\\d{2}_\\d+_\\d+_message");
    private static final Pattern LOBSTER_DATE = Pattern.compile("_(\\d{4}-\\d{2}-\\d{2})_\\d+_\\d+_message");

    private static final Set<Text> CSV = EnumSet.of(COMMAS);
    private static final Set<Text> CSV_OR_JSON = EnumSet.of(COMMAS, JSON);

    /** Every format. */
    static final List<TickFormat> ALL = List.of(
            TickFormat.of(
                            "tapedeck",
                            TRADE,
                            CSV_OR_JSON,
                            optional(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.ANY, "ts"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            optional(Field.SIZE, Shape.NUMBER, "size"),
                            optional(Field.SIDE, Shape.ANY, "side"),
                            optional(Field.ID, Shape.ANY, "id"),
                            optional(Field.RECV_TS, Shape.ANY, "recvts"),
                            optional(Field.IGNORED, Shape.ANY, "seq"),
                            optional(Field.IGNORED, Shape.ANY, "replay"))
                    .like("""
                            symbol,ts,price,size,side,id,recv_ts
                            BTCUSD,2026-11-23T10:00:00.123456789Z,60000.10,0.5,buy,123,2026-11-23T10:00:00.2Z"""),
            TickFormat.of(
                            "tapedeck",
                            QUOTE,
                            CSV_OR_JSON,
                            optional(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.ANY, "ts"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            optional(Field.BID_SIZE, Shape.NUMBER, "bidsize"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            optional(Field.ASK_SIZE, Shape.NUMBER, "asksize"),
                            optional(Field.RECV_TS, Shape.ANY, "recvts"),
                            optional(Field.IGNORED, Shape.ANY, "seq"),
                            optional(Field.IGNORED, Shape.ANY, "replay"))
                    .like("""
                            symbol,ts,bid,bid_size,ask,ask_size
                            EURUSD,1795428000000,1.0712,1000000,1.0713,500000"""),
            TickFormat.of(
                            "binance-trades",
                            TRADE,
                            CSV,
                            of(Field.ID, Shape.WHOLE, "id", "tradeid"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "qty", "quantity"),
                            of(Field.IGNORED, Shape.NUMBER, "quoteqty", "baseqty"),
                            of(Field.TS, Shape.MILLIS_OR_MICROS, "time", "timestamp"),
                            of(Field.BUYER_IS_MAKER, Shape.TRUTH, "isbuyermaker"),
                            optional(Field.IGNORED, Shape.TRUTH, "isbestmatch"))
                    .bareToo()
                    .symbolIn(BINANCE_NAME)
                    .like("4500000001,94000.01000000,0.00100000,94.00001000,1736000000123456,True,True"),
            TickFormat.of(
                            "binance-agg-trades",
                            TRADE,
                            CSV,
                            of(Field.ID, Shape.WHOLE, "aggtradeid", "aggregatetradeid"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "quantity", "qty"),
                            of(Field.IGNORED, Shape.WHOLE, "firsttradeid"),
                            of(Field.IGNORED, Shape.WHOLE, "lasttradeid"),
                            of(Field.TS, Shape.MILLIS_OR_MICROS, "transacttime", "timestamp", "time"),
                            of(Field.BUYER_IS_MAKER, Shape.TRUTH, "isbuyermaker", "wasthebuyerthemaker"),
                            optional(Field.IGNORED, Shape.TRUTH, "isbestmatch"))
                    .bareToo()
                    .symbolIn(BINANCE_NAME)
                    .like("900001,61800.3,0.1,1000,1004,1723161256322,true"),
            TickFormat.of(
                            "binance-ws",
                            TRADE,
                            EnumSet.of(FRAMES),
                            equal("e", "trade"),
                            equalIfThere("X", "MARKET"), // the others are no trades in the book
                            of(Field.SYMBOL, Shape.ANY, "s"),
                            of(Field.ID, Shape.WHOLE, "t"),
                            of(Field.PRICE, Shape.NUMBER, "p"),
                            of(Field.SIZE, Shape.NUMBER, "q"),
                            of(Field.TS, Shape.MILLIS_OR_MICROS, "T"),
                            of(Field.BUYER_IS_MAKER, Shape.TRUTH, "m"),
                            of(Field.RECV_TS, Shape.ANY, JsonRows.RECEIVED))
                    .like(
                            "1723161600164378285 {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161601438,"
                                    + "\"s\":\"BTCUSDT\",\"t\":37,\"p\":\"61685.99\",\"q\":\"0.0017\",\"T\":1723161601437,\"m\":true}}"),
            TickFormat.of(
                    "binance-ws",
                    TRADE,
                    EnumSet.of(FRAMES),
                    equal("e", "aggTrade"),
                    of(Field.SYMBOL, Shape.ANY, "s"),
                    of(Field.ID, Shape.WHOLE, "a"),
                    of(Field.PRICE, Shape.NUMBER, "p"),
                    of(Field.SIZE, Shape.NUMBER, "q"),
                    of(Field.TS, Shape.MILLIS_OR_MICROS, "T"),
                    of(Field.BUYER_IS_MAKER, Shape.TRUTH, "m"),
                    of(Field.RECV_TS, Shape.ANY, JsonRows.RECEIVED)),
            TickFormat.of(
                    "binance-ws",
                    QUOTE,
                    EnumSet.of(FRAMES),
                    equalIfThere("e", "bookTicker"),
                    of(Field.IGNORED, Shape.WHOLE, "u"),
                    of(Field.SYMBOL, Shape.ANY, "s"),
                    of(Field.BID, Shape.NUMBER, "b"),
                    of(Field.BID_SIZE, Shape.NUMBER, "B"),
                    of(Field.ASK, Shape.NUMBER, "a"),
                    of(Field.ASK_SIZE, Shape.NUMBER, "A"),
                    optional(Field.TS, Shape.MILLIS_OR_MICROS, "T"), // spot has none
                    of(Field.RECV_TS, Shape.ANY, JsonRows.RECEIVED)),
            TickFormat.of(
                            "bitmex",
                            TRADE,
                            CSV,
                            of(Field.TS, Shape.LETTER_D, "timestamp"),
                            of(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.SIDE, Shape.ANY, "side"),
                            of(Field.SIZE, Shape.NUMBER, "size"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.IGNORED, Shape.ANY, "tickdirection"),
                            of(Field.ID, Shape.ANY, "trdmatchid"),
                            of(Field.IGNORED, Shape.ANY, "grossvalue"),
                            of(Field.IGNORED, Shape.ANY, "homenotional"),
                            of(Field.IGNORED, Shape.ANY, "foreignnotional"),
                            optional(Field.IGNORED, Shape.ANY, "trdtype"))
                    .like("""
                            timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional
                            2018-11-27D00:00:01.123456000,XBTUSD,Buy,100,3739.5,PlusTick,0f1f4f3b-9b0c-4b62-8d3f-0d8f7d0f1c11,2674100,0.026741,100"""),
            TickFormat.of(
                            "bybit",
                            TRADE,
                            CSV,
                            of(Field.TS, Shape.ANY_SECONDS, "timestamp"),
                            of(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.SIDE, Shape.ANY, "side"),
                            of(Field.SIZE, Shape.NUMBER, "size"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.IGNORED, Shape.ANY, "tickdirection"),
                            of(Field.ID, Shape.ANY, "trdmatchid"),
                            of(Field.IGNORED, Shape.ANY, "grossvalue"),
                            of(Field.IGNORED, Shape.ANY, "homenotional"),
                            of(Field.IGNORED, Shape.ANY, "foreignnotional"),
                            optional(Field.IGNORED, Shape.ANY, "rpi"))
                    .like("""
                            timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional,RPI
                            1585180700.0647,BTCUSDT,Buy,0.042,6698.5,ZeroPlusTick,9c3b7a1e-5a52-5a0b-8b6e-3c1f0c2d9e10,28133700000,0.042,281.337,0"""),
            TickFormat.of(
                            "kraken",
                            TRADE,
                            CSV,
                            of(Field.TS, Shape.FRACTIONAL_SECONDS, "time", "timestamp"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "volume"))
                    .bareToo()
                    .like("1561939203.172,10749.4,0.004"),
            TickFormat.of(
                            "bitcoincharts",
                            TRADE,
                            CSV,
                            of(Field.TS, Shape.SECONDS, "unixtime", "time"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "amount"))
                    .bareToo()
                    .like("1315922016,5.800000000000,1.000000000000"),
            TickFormat.of(
                            "coinbase",
                            TRADE,
                            CSV_OR_JSON,
                            optional(Field.SYMBOL, Shape.ANY, "productid"),
                            of(Field.ID, Shape.WHOLE, "tradeid"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "size"),
                            of(Field.MAKER_SIDE, Shape.ANY, "side"),
                            of(Field.TS, Shape.ANY, "time"))
                    .like("{\"time\":\"2014-11-07T22:19:28.578544Z\",\"trade_id\":74,\"price\":\"10.00000000\","
                            + "\"size\":\"0.01000000\",\"side\":\"buy\"}"),
            TickFormat.of(
                            "mt5-ticks",
                            MT5,
                            EnumSet.of(TABS),
                            of(Field.TS, Shape.DOTTED_DATE, "date"),
                            of(Field.CLOCK, Shape.CLOCK, "time"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            of(Field.LAST, Shape.NUMBER, "last"),
                            of(Field.VOLUME, Shape.NUMBER, "volume"),
                            optional(Field.FLAGS, Shape.WHOLE, "flags"))
                    .symbolIn(MT5_NAME)
                    .like("""
                            <DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>
                            2024.01.31\t00:05:01.123\t1.08451\t1.08462\t\t\t6"""),
            TickFormat.of(
                            "mt5-rows",
                            MT5,
                            CSV_OR_JSON,
                            optional(Field.SYMBOL, Shape.ANY, "symbol"),
                            optional(Field.IGNORED, Shape.ANY, "", "index"), // as pandas numbers rows
                            optional(Field.IGNORED, Shape.ANY, "time"), // the same in whole seconds
                            of(Field.BID, Shape.NUMBER, "bid"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            of(Field.LAST, Shape.NUMBER, "last"),
                            optional(Field.VOLUME, Shape.NUMBER, "volume"),
                            of(Field.TS, Shape.LOCAL_MILLIS, "timemsc"),
                            of(Field.FLAGS, Shape.WHOLE, "flags"),
                            optional(Field.VOLUME_REAL, Shape.NUMBER, "volumereal"))
                    .like("""
                            time,bid,ask,last,volume,time_msc,flags,volume_real
                            1706659501,1.08451,1.08462,0.0,0,1706659501123,6,0.0"""),
            TickFormat.of(
                            "dukascopy",
                            QUOTE,
                            CSV,
                            of(Field.TS, Shape.DAY_FIRST_UTC, "gmttime"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            of(Field.ASK_SIZE, Shape.NUMBER, "askvolume"),
                            of(Field.BID_SIZE, Shape.NUMBER, "bidvolume"))
                    .symbolIn(DUKASCOPY_NAME)
                    .like("""
                            Gmt time,Ask,Bid,AskVolume,BidVolume
                            31.01.2024 00:00:00.123,1.08462,1.08451,1.12,0.9"""),
            TickFormat.of(
                            "dukascopy",
                            QUOTE,
                            CSV,
                            of(Field.TS, Shape.DAY_FIRST, "localtime"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            of(Field.ASK_SIZE, Shape.NUMBER, "askvolume"),
                            of(Field.BID_SIZE, Shape.NUMBER, "bidvolume"))
                    .symbolIn(DUKASCOPY_NAME)
                    .like("""
                            Local time,Ask,Bid,AskVolume,BidVolume
                            31.01.2024 01:00:00.123 GMT+0100,1.08462,1.08451,1.12,0.9"""),
            TickFormat.of(
                            "dukascopy",
                            QUOTE,
                            CSV,
                            of(Field.TS, Shape.MILLIS, "timestamp"),
                            of(Field.ASK, Shape.NUMBER, "askprice"),
                            of(Field.BID, Shape.NUMBER, "bidprice"),
                            optional(Field.ASK_SIZE, Shape.NUMBER, "askvolume"),
                            optional(Field.BID_SIZE, Shape.NUMBER, "bidvolume"))
                    .symbolIn(DUKASCOPY_NAME)
                    .like("""
                            timestamp,askPrice,bidPrice,askVolume,bidVolume
                            1706659200123,1.08462,1.08451,1.12,0.9"""),
            TickFormat.of(
                            "tardis",
                            TRADE,
                            CSV,
                            of(Field.IGNORED, Shape.ANY, "exchange"),
                            of(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.MICROS, "timestamp"),
                            of(Field.RECV_TS, Shape.MICROS, "localtimestamp"),
                            of(Field.ID, Shape.ANY, "id"),
                            of(Field.SIDE, Shape.SIDE_OR_UNKNOWN, "side"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "amount"))
                    .like("""
                            exchange,symbol,timestamp,local_timestamp,id,side,price,amount
                            deribit,BTC-PERPETUAL,1585699200123456,1585699200165432,80710291,sell,6405.5,30"""),
            TickFormat.of(
                            "tardis",
                            QUOTE,
                            CSV,
                            of(Field.IGNORED, Shape.ANY, "exchange"),
                            of(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.MICROS, "timestamp"),
                            of(Field.RECV_TS, Shape.MICROS, "localtimestamp"),
                            of(Field.ASK_SIZE, Shape.NUMBER, "askamount"),
                            of(Field.ASK, Shape.NUMBER, "askprice"),
                            of(Field.BID, Shape.NUMBER, "bidprice"),
                            of(Field.BID_SIZE, Shape.NUMBER, "bidamount"))
                    .like("""
                            exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
                            deribit,BTC-PERPETUAL,1585699200123456,1585699200165432,18640,6425.5,6425,39950"""),
            TickFormat.of(
                            "histdata",
                            QUOTE,
                            CSV,
                            of(Field.TS, Shape.COMPACT_EST, "datetime"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            of(Field.IGNORED, Shape.NUMBER, "volume"))
                    .bareToo()
                    .symbolIn(HISTDATA_NAME)
                    .like("20240131 170014583,1.084510,1.084620,0"),
            TickFormat.of(
                            "lobster",
                            TRADE,
                            CSV,
                            of(Field.TS, Shape.SECONDS_OF_DAY, "time"),
                            of(Field.EVENT, Shape.DIGIT, "type"),
                            of(Field.IGNORED, Shape.WHOLE, "orderid"), // of the order in the book, not of the trade
                            of(Field.SIZE, Shape.WHOLE, "size"),
                            of(Field.PRICE, Shape.TEN_THOUSANDTHS, "price"),
                            of(Field.MAKER_DIRECTION, Shape.DIRECTION, "direction"))
                    .bareToo()
                    .symbolIn(LOBSTER_NAME)
                    .dateIn(LOBSTER_DATE)
                    .like("34200.017459617,4,16113575,18,5853300,1"));

    private TickFormats() {}

    static Set<String> names() {
        return ALL.stream().map(TickFormat::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
