package io.tapedeck.tools;

import static io.tapedeck.tools.Column.of;
import static io.tapedeck.tools.Column.optional;

import io.tapedeck.journal.TickKind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A kind of tick file, as data. A new one is a new row of {@link #ALL}.
 *
 * @param name what {@code --format} calls it; several rows may share it
 * @param about what it is, with its columns, for people
 * @param kind what its rows are
 * @param bare whether files without a header exist: their columns stand in the order given here
 * @param oneUnit whether all times of a file have the unit of its first
 * @param symbolInName finds the symbol in a file's name, or null
 * @param columns its columns; with a header they may stand in any order
 */
record TickFormat(
        String name,
        String about,
        TickKind kind,
        boolean bare,
        boolean oneUnit,
        Pattern symbolInName,
        List<Column> columns) {

    private static final Pattern BINANCE_NAME =
            Pattern.compile("(?:^|[-/])([A-Z0-9]{2,32}(?:_[A-Z0-9]{1,12})?)-(?:trades|aggTrades)-\\d{4}-\\d{2}");

    private static final String TAPEDECK_TRADES = "symbol,ts,price,size,side,id[,recv_ts], with a header, in any order";
    private static final String TAPEDECK_QUOTES =
            "symbol,ts,bid,bid_size,ask,ask_size[,recv_ts], with a header, in any order";

    /** Every format, in the order in which they are tried. */
    static final List<TickFormat> ALL = List.of(
            new TickFormat(
                    "tapedeck",
                    TAPEDECK_TRADES,
                    TickKind.TRADE,
                    false,
                    false,
                    null,
                    List.of(
                            optional(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.ANY, "ts"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            optional(Field.SIZE, Shape.NUMBER, "size"),
                            optional(Field.SIDE, Shape.ANY, "side"),
                            optional(Field.ID, Shape.ANY, "id"),
                            optional(Field.RECV_TS, Shape.ANY, "recvts"),
                            optional(Field.IGNORED, Shape.ANY, "seq"))),
            new TickFormat(
                    "tapedeck",
                    TAPEDECK_QUOTES,
                    TickKind.QUOTE,
                    false,
                    false,
                    null,
                    List.of(
                            optional(Field.SYMBOL, Shape.ANY, "symbol"),
                            of(Field.TS, Shape.ANY, "ts"),
                            of(Field.BID, Shape.NUMBER, "bid"),
                            optional(Field.BID_SIZE, Shape.NUMBER, "bidsize"),
                            of(Field.ASK, Shape.NUMBER, "ask"),
                            optional(Field.ASK_SIZE, Shape.NUMBER, "asksize"),
                            optional(Field.RECV_TS, Shape.ANY, "recvts"),
                            optional(Field.IGNORED, Shape.ANY, "seq"))),
            new TickFormat(
                    "binance-trades",
                    "id,price,qty,quote_qty,time,is_buyer_maker[,is_best_match], spot and futures, with or without a header",
                    TickKind.TRADE,
                    true,
                    true,
                    BINANCE_NAME,
                    List.of(
                            of(Field.ID, Shape.WHOLE, "id", "tradeid"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "qty", "quantity"),
                            of(Field.IGNORED, Shape.NUMBER, "quoteqty", "baseqty"),
                            of(Field.TS, Shape.MILLIS_OR_MICROS, "time", "timestamp"),
                            of(Field.BUYER_IS_MAKER, Shape.TRUTH, "isbuyermaker"),
                            optional(Field.IGNORED, Shape.TRUTH, "isbestmatch"))),
            new TickFormat(
                    "binance-agg-trades",
                    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker[,is_best_match]",
                    TickKind.TRADE,
                    true,
                    true,
                    BINANCE_NAME,
                    List.of(
                            of(Field.ID, Shape.WHOLE, "aggtradeid", "aggregatetradeid"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "quantity", "qty"),
                            of(Field.IGNORED, Shape.WHOLE, "firsttradeid"),
                            of(Field.IGNORED, Shape.WHOLE, "lasttradeid"),
                            of(Field.TS, Shape.MILLIS_OR_MICROS, "transacttime", "timestamp", "time"),
                            of(Field.BUYER_IS_MAKER, Shape.TRUTH, "isbuyermaker", "wasthebuyerthemaker"),
                            optional(Field.IGNORED, Shape.TRUTH, "isbestmatch"))),
            new TickFormat(
                    "kraken",
                    "time,price,volume, in seconds with a fraction, without a header (time and sales)",
                    TickKind.TRADE,
                    true,
                    true,
                    null,
                    List.of(
                            of(Field.TS, Shape.FRACTIONAL_SECONDS, "time", "timestamp"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "volume"))),
            new TickFormat(
                    "bitcoincharts",
                    "time,price,amount, in whole seconds, without a header",
                    TickKind.TRADE,
                    true,
                    true,
                    null,
                    List.of(
                            of(Field.TS, Shape.SECONDS, "unixtime", "time"),
                            of(Field.PRICE, Shape.NUMBER, "price"),
                            of(Field.SIZE, Shape.NUMBER, "amount"))));
}
