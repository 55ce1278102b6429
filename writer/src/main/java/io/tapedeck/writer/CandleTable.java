package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/**
 * The tape's candles over one connection: the statements that write and read them. It owns its prepared statements, each made
 * when it is first wanted; one thread at a time, the connection's.
 *
 * <p>Closed candles are in one table and those still open when the writer last committed in another of the same columns, so that
 * the commit of each second rewrites a few neighbouring pages only. An open hour or day is stored without the ticks of the open
 * minute, as the writer holds it (see {@link LiveCandles}); the writer's memory and {@link #openCandles} give it whole.
 */
public final class CandleTable implements CandleLoader, AutoCloseable {
    /** Tables and view, to be made in this order behind the table {@code symbol}. */
    static final String[] DDL = CandleSchema.DDL;

    /** Where a candle's series stands among {@link #columns}, counted from 1. */
    public static final int SERIES_COLUMN = 1;

    /** Where a candle's price type stands: an ordinal of {@link PriceType}. */
    public static final int PRICE_COLUMN = 2;

    /** Where a candle's interval in seconds stands. */
    public static final int INTERVAL_COLUMN = 3;

    /** Where a candle's beginning stands, nanoseconds since the epoch. */
    public static final int TS_COLUMN = 4;

    private static final int QUEUED_ROWS = 256;
    private static final String KEY = " where series = ? and price = ? and interval_s = ?";
    private static final String SELECT = "select " + CandleSchema.COLUMNS + " from ";

    private static final int PUT_CLOSED = 0;
    private static final int PUT_OPEN = 1;
    private static final int DELETE_CLOSED = 2;
    private static final int DELETE_OPEN = 3;
    private static final int FIND = 4;
    private static final int RANGE = 5;
    private static final int NEWEST = 6;
    private static final int ALL_OPEN = 7;
    private static final int OPEN_OF_SERIES = 8;

    private final Connection connection;
    private final Kept[] kept = {
        new Kept("insert or replace into candle values " + CandleSchema.PLACES),
        new Kept("insert or replace into open_candle values " + CandleSchema.PLACES),
        new Kept("delete from candle" + KEY + " and ts = ?"),
        new Kept("delete from open_candle" + KEY + " and ts = ?"),
        new Kept(SELECT + "candle" + KEY + " and ts = ?"),
        new Kept(SELECT + "candle" + KEY + " and ts >= ? and ts < ? order by ts"),
        new Kept(SELECT + "candle" + KEY + " and ts < ? order by ts desc limit ?"),
        new Kept(SELECT + "open_candle order by series, price, interval_s"),
        new Kept(SELECT + "open_candle where series = ? and price = ? and interval_s in (60, 3600, 86400)"
                + " order by interval_s"),
    };

    private static final class Kept {
        final String sql;
        PreparedStatement statement;
        int queued;

        Kept(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     */
    public CandleTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * The columns to select, in the order that {@link #read} expects, for queries of one's own over {@code candle} and
     * {@code open_candle}.
     *
     * @return a list for a SELECT
     */
    public static String columns() {
        return CandleSchema.COLUMNS;
    }

    /**
     * Reads the value of a candle out of a row that selected {@link #columns} from its first column on.
     *
     * @param row a result set on a row
     * @param into the candle to fill
     * @throws SQLException as SQLite says
     * @throws TapeException DAMAGED where a sum is no number
     */
    public static void read(ResultSet row, Candle into) throws SQLException {
        into.clear();
        into.openAt(row.getLong(5), row.getLong(6), row.getLong(7), row.getInt(8));
        into.setRange(row.getLong(9), row.getInt(10), row.getLong(11), row.getInt(12));
        into.closeAt(row.getLong(13), row.getLong(14), row.getLong(15), row.getInt(16));
        long sized = row.getLong(18);
        into.setCounts(row.getLong(17), sized, row.getLong(23), row.getLong(24));
        if (sized > 0) {
            into.setSums(number(row.getObject(19)), row.getInt(20), number(row.getObject(21)), row.getInt(22));
        }
    }

    /**
     * Finds a closed candle.
     *
     * @param series the series' number
     * @param price which price
     * @param intervalSeconds 60, 3,600 or 86,400
     * @param tsNanos its beginning
     * @param into the candle to fill; unchanged where there is none
     * @return false where there is none
     * @throws SQLException as SQLite says
     */
    public boolean find(int series, PriceType price, int intervalSeconds, long tsNanos, Candle into)
            throws SQLException {
        PreparedStatement statement = keyed(FIND, series, price, intervalSeconds, tsNanos);
        try (ResultSet rows = statement.executeQuery()) {
            boolean found = rows.next();
            if (found) {
                read(rows, into);
            }
            return found;
        }
    }

    /**
     * The closed candles of a range of time, in its order.
     *
     * @param series the series' number
     * @param price which price
     * @param intervalSeconds 60, 3,600 or 86,400
     * @param fromTsNanos beginnings below are left out
     * @param toTsNanos beginnings from here on are left out
     * @return rows of {@link #columns}; to be closed before the next call
     * @throws SQLException as SQLite says
     */
    public ResultSet range(int series, PriceType price, int intervalSeconds, long fromTsNanos, long toTsNanos)
            throws SQLException {
        PreparedStatement statement = keyed(RANGE, series, price, intervalSeconds, fromTsNanos);
        statement.setLong(5, toTsNanos);
        return statement.executeQuery();
    }

    /**
     * The newest closed candles, newest first.
     *
     * @param series the series' number
     * @param price which price
     * @param intervalSeconds 60, 3,600 or 86,400
     * @param toTsNanos beginnings from here on are left out
     * @param limit how many at most
     * @return rows of {@link #columns}; to be closed before the next call
     * @throws SQLException as SQLite says
     */
    public ResultSet newest(int series, PriceType price, int intervalSeconds, long toTsNanos, int limit)
            throws SQLException {
        PreparedStatement statement = keyed(NEWEST, series, price, intervalSeconds, toTsNanos);
        statement.setInt(5, limit);
        return statement.executeQuery();
    }

    /**
     * The candles of a series that were open when the writer last committed, whole: for readers of a tape that no writer has
     * open, to be used as {@link LiveSeries#copyCandles} is.
     *
     * @param series the series' number
     * @param price which price
     * @param appliedSeq the tape's applied {@code seq}
     * @return at most one of each interval
     * @throws SQLException as SQLite says
     * @throws TapeException DAMAGED where they do not fit together
     */
    public LiveSeries.Candles openCandles(int series, PriceType price, long appliedSeq) throws SQLException {
        LiveCandles candles = new LiveCandles(series, appliedSeq, new CandlePool(), this, new ReaderPause());
        PreparedStatement statement = statement(OPEN_OF_SERIES);
        statement.setInt(1, series);
        statement.setInt(2, price.ordinal());
        try (ResultSet rows = statement.executeQuery()) {
            Candle candle = new Candle();
            while (rows.next()) {
                read(rows, candle);
                candles.restore(price, rows.getInt(INTERVAL_COLUMN), rows.getLong(TS_COLUMN), candle);
            }
        }
        return candles.copy(price);
    }

    /** Takes the open candles of a tape, one after the other. */
    interface OpenSink {
        /** Takes one, in a holder that the next one overwrites. */
        void accept(int series, PriceType price, int intervalSeconds, long tsNanos, Candle candle);
    }

    /** Gives every open candle, by series, price and interval, as {@link LiveCandles#restore} wants them. */
    void forEachOpen(OpenSink sink) throws SQLException {
        try (ResultSet rows = statement(ALL_OPEN).executeQuery()) {
            giveOpen(rows, sink);
        }
    }

    /** Gives every open candle of one series likewise. */
    void forEachOpen(int series, OpenSink sink) throws SQLException {
        for (PriceType price : PriceType.values()) {
            PreparedStatement statement = statement(OPEN_OF_SERIES);
            statement.setInt(1, series);
            statement.setInt(2, price.ordinal());
            try (ResultSet rows = statement.executeQuery()) {
                giveOpen(rows, sink);
            }
        }
    }

    private static void giveOpen(ResultSet rows, OpenSink sink) throws SQLException {
        Candle candle = new Candle();
        PriceType[] prices = PriceType.values();
        while (rows.next()) {
            read(rows, candle);
            sink.accept(
                    rows.getInt(SERIES_COLUMN),
                    prices[rows.getInt(PRICE_COLUMN)],
                    rows.getInt(INTERVAL_COLUMN),
                    rows.getLong(TS_COLUMN),
                    candle);
        }
    }

    @Override
    public boolean load(int series, PriceType price, int intervalSeconds, long tsNanos, Candle into) {
        try {
            return find(series, price, intervalSeconds, tsNanos, into);
        } catch (SQLException e) {
            throw new TapeException(
                    TapeException.Code.IO,
                    "candle of series " + series + ", " + price + ", " + intervalSeconds + " s at " + tsNanos
                            + " could not be read: " + e.getMessage(),
                    e);
        }
    }

    /** Inserts or replaces a closed candle, at the latest when {@link #flush} is called. */
    void putClosed(int series, PriceType price, int intervalSeconds, long tsNanos, Candle candle) throws SQLException {
        put(PUT_CLOSED, series, price, intervalSeconds, tsNanos, candle);
    }

    /** Inserts an open candle in the place of the one of its series, price and interval, at the latest by {@link #flush}. */
    void putOpen(int series, PriceType price, int intervalSeconds, long tsNanos, Candle candle) throws SQLException {
        put(PUT_OPEN, series, price, intervalSeconds, tsNanos, candle);
    }

    /** Deletes a closed candle where there is one. */
    void deleteClosed(int series, PriceType price, int intervalSeconds, long tsNanos) throws SQLException {
        keyed(DELETE_CLOSED, series, price, intervalSeconds, tsNanos).executeUpdate();
    }

    /** Deletes an open candle where it is the one of that time. */
    void deleteOpen(int series, PriceType price, int intervalSeconds, long tsNanos) throws SQLException {
        keyed(DELETE_OPEN, series, price, intervalSeconds, tsNanos).executeUpdate();
    }

    /** Executes what is queued. */
    void flush() throws SQLException {
        flush(kept[PUT_CLOSED]);
        flush(kept[PUT_OPEN]);
    }

    @Override
    public void close() throws SQLException {
        for (Kept each : kept) {
            if (each.statement != null) {
                each.statement.close();
                each.statement = null;
                each.queued = 0;
            }
        }
    }

    // In batches, as the driver asks for the last row's id after each statement that it executes alone.
    private void put(int which, int series, PriceType price, int intervalSeconds, long tsNanos, Candle candle)
            throws SQLException {
        PreparedStatement row = keyed(which, series, price, intervalSeconds, tsNanos);
        Numbers.set(row, 5, candle.openTsNanos());
        Numbers.set(row, 6, candle.openSeq());
        Numbers.set(row, 7, candle.openMantissa());
        Numbers.set(row, 8, candle.openScale());
        Numbers.set(row, 9, candle.highMantissa());
        Numbers.set(row, 10, candle.highScale());
        Numbers.set(row, 11, candle.lowMantissa());
        Numbers.set(row, 12, candle.lowScale());
        Numbers.set(row, 13, candle.closeTsNanos());
        Numbers.set(row, 14, candle.closeSeq());
        Numbers.set(row, 15, candle.closeMantissa());
        Numbers.set(row, 16, candle.closeScale());
        Numbers.set(row, 17, candle.count());
        Numbers.set(row, 18, candle.sizedCount());
        putSum(row, 19, candle.volume());
        putSum(row, 21, candle.notional());
        Numbers.set(row, 23, candle.minSeq());
        Numbers.set(row, 24, candle.maxSeq());
        row.addBatch();
        if (++kept[which].queued == QUEUED_ROWS) {
            flush(kept[which]);
        }
    }

    private static void putSum(PreparedStatement row, int at, BigDecimal sum) throws SQLException {
        if (sum == null) {
            row.setNull(at, Types.NUMERIC);
            row.setNull(at + 1, Types.INTEGER);
            return;
        }
        BigInteger number = sum.unscaledValue();
        if (number.bitLength() < 64) {
            Numbers.set(row, at, number.longValue());
        } else {
            row.setString(at, number.toString());
        }
        Numbers.set(row, at + 1, sum.scale());
    }

    private static BigInteger number(Object value) {
        if (value instanceof Number small) {
            return BigInteger.valueOf(small.longValue());
        }
        try {
            return new BigInteger(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "a candle's volume or notional is " + value + ", expected a number: run verify, then recover",
                    e);
        }
    }

    private static void flush(Kept queue) throws SQLException {
        if (queue.queued > 0) {
            queue.statement.executeLargeBatch();
            queue.queued = 0;
        }
    }

    private PreparedStatement keyed(int which, int series, PriceType price, int intervalSeconds, long tsNanos)
            throws SQLException {
        PreparedStatement statement = statement(which);
        Numbers.set(statement, 1, series);
        Numbers.set(statement, 2, price.ordinal());
        Numbers.set(statement, 3, intervalSeconds);
        Numbers.set(statement, 4, tsNanos);
        return statement;
    }

    private PreparedStatement statement(int which) throws SQLException {
        Kept wanted = kept[which];
        if (wanted.statement == null) {
            wanted.statement = connection.prepareStatement(wanted.sql);
        }
        return wanted.statement;
    }
}
