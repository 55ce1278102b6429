package io.tapedeck.writer;

/**
 * How candles lie in the tape.
 *
 * <pre>
 *   candle       closed candles, by series, price, interval and time
 *   open_candle  the one still open of each series, price and interval; the same columns
 *
 *   series                 twice the symbol's number, and one more for quotes
 *   price                  0 trade, 1 bid, 2 ask, 3 mid
 *   interval_s, ts         the interval and where it begins (ns)
 *   open_ts, open_seq      the first tick by (ts, seq); its price is open / 10^open_scale; close alike
 *   high, low              as mantissa and scale
 *   count, sized_count     the ticks, and those of them that have a size
 *   volume, notional       exact sums of size, and of price times size: an INTEGER where 63 bits hold the mantissa, the
 *                          decimal digits as TEXT where not (hence no type is declared), NULL where no tick had a size
 *   min_seq, max_seq       the least and the greatest seq of its ticks
 * </pre>
 *
 * <p>{@code open_candle} leaves {@code ts} out of its key: a candle's successor takes its row, and the minutes of all series,
 * which change each second, lie side by side.
 */
final class CandleSchema {
    static final String COLUMNS =
            "series, price, interval_s, ts, open_ts, open_seq, open, open_scale, high, high_scale, low,"
                    + " low_scale, close_ts, close_seq, close, close_scale, count, sized_count, volume, volume_scale, notional,"
                    + " notional_scale, min_seq, max_seq";

    static final String PLACES = "(?" + ", ?".repeat(23) + ")";

    private static final String DECLARED =
            "(series integer not null, price integer not null, interval_s integer not null,"
                    + " ts integer not null, open_ts integer not null, open_seq integer not null, open integer not null,"
                    + " open_scale integer not null, high integer not null, high_scale integer not null, low integer not null,"
                    + " low_scale integer not null, close_ts integer not null, close_seq integer not null, close integer not null,"
                    + " close_scale integer not null, count integer not null, sized_count integer not null, volume, volume_scale"
                    + " integer, notional, notional_scale integer, min_seq integer not null, max_seq integer not null, primary key ";

    static final String[] DDL = {
        "create table candle " + DECLARED + "(series, price, interval_s, ts)) without rowid",
        "create table open_candle " + DECLARED + "(interval_s, series, price)) without rowid",
        // Two whole selects, so that SQLite takes the view apart and conditions reach the keys; the
        // intervals are named as they lead the key of open candles. An open hour or day is
        // without
        // the ticks of the open minute. A power of ten is a cast, as not every SQLite has pow().
        "create view candles(symbol, kind, interval_s, ts, open, high, low, close, volume, vwap, count) as "
                + arm("candle") + " union all " + arm("open_candle") + " and c.interval_s in (60, 3600, 86400)",
    };

    private CandleSchema() {}

    private static String arm(String table) {
        String volume = real("volume");
        return "select s.name, k.kind, c.interval_s, c.ts, " + real("open") + ", " + real("high") + ", " + real("low")
                + ", "
                + real("close") + ", " + volume + ", " + real("notional") + " / " + volume + ", c.count"
                + " from symbol s, (select 0 as price, 0 as quote, 'trade' as kind union all select 1, 1, 'bid'"
                + " union all select 2, 1, 'ask' union all select 3, 1, 'mid') k, " + table
                + " c where c.series = s.id * 2 + k.quote and c.price = k.price";
    }

    private static String real(String column) {
        return "(cast(c." + column + " as real) / cast('1e' || c." + column + "_scale as real))";
    }
}
