package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What a tape holds beside its blocks, made again from them and compared: SQLite's own structure, a table at a time; every
 * candle, a date of a series at a time; and what is kept of each series. Each is one snapshot, so that it works beside a writer;
 * one of a large table, or of millions of ticks of a series on a date, may take longer than a second. Made for one call; the
 * connection's thread.
 */
final class DeepCheck {
    private static final int SHOWN_ERRORS = 100;

    private final Connection connection;
    private final LongConsumer ticksRead;
    private final List<TapeDamage> damages = new ArrayList<>();

    DeepCheck(Connection connection, LongConsumer ticksRead) {
        this.connection = connection;
        this.ticksRead = ticksRead;
    }

    /** Checks all; what cannot be read is damage too. */
    List<TapeDamage> run() throws SQLException {
        attempt(TapeDamage.FILE, this::checkStructure);
        for (TickKind kind : TickKind.values()) {
            attempt(BlockTable.name(kind), () -> checkSeries(kind));
        }
        for (String table : List.of("candle", "open_candle")) {
            attempt(table, () -> checkSums(table));
        }
        attempt("series", this::checkSeriesWithoutBlocks);
        return damages;
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void attempt(String table, Step step) throws SQLException {
        try {
            step.run();
        } catch (SQLException e) {
            damages.add(TapeDamage.of(table, SqliteDamage.words(e)));
        } catch (TapeException e) {
            damages.add(TapeDamage.of(table, e.getMessage()));
        } catch (RuntimeException e) { // a scale or a date that is none
            damages.add(TapeDamage.of(table, "a value is not what was written: " + e));
        }
    }

    private void checkStructure() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        for (String table : tables) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("PRAGMA integrity_check(\"" + table.replace("\"", "\"\"") + "\")")) {
                for (int i = 0; row.next() && i < SHOWN_ERRORS; i++) {
                    if (!row.getString(1).equals("ok")) {
                        damages.add(TapeDamage.of(table, row.getString(1).replaceAll("\\s+", " ")));
                    }
                }
            }
        }
    }

    /** A series, and how far a search through its dates has come. */
    private record Place(int series, String date) {}

    private void checkSeries(TickKind kind) throws SQLException {
        String sql = "SELECT series, date FROM " + BlockTable.name(kind)
                + " WHERE (series, date) > (?, ?) ORDER BY series, date LIMIT 1";
        try (PreparedStatement next = connection.prepareStatement(sql)) {
            Place place = next(next, new Place(-1, ""));
            while (place != null) {
                Place at = place;
                attempt("candle", () -> Snapshot.read(connection, () -> checkDate(kind, at)));
                place = next(next, at);
                if (place == null || place.series != at.series) {
                    attempt("series", () -> Snapshot.read(connection, () -> checkRow(kind, at.series)));
                }
            }
        }
    }

    private static Place next(PreparedStatement next, Place place) throws SQLException {
        next.setInt(1, place.series);
        next.setString(2, place.date);
        try (ResultSet row = next.executeQuery()) {
            return row.next() ? new Place(row.getInt(1), row.getString(2)) : null;
        }
    }

    private Void checkDate(TickKind kind, Place place) throws SQLException {
        CandlesOfDay expected =
                new CandlesOfDay(kind, LocalDate.parse(place.date).toEpochDay());
        TickRows rows = new TickRows(kind);
        String sql = "SELECT " + StoredBlock.columns(kind) + " FROM " + BlockTable.name(kind)
                + " WHERE series = ? AND date = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, place.series);
            select.setString(2, place.date);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.clear();
                    StoredBlock.read(row, kind).decodeChecked(rows, place.series >> 1);
                    expected.add(rows);
                    ticksRead.accept(rows.count());
                }
            }
        }
        try (CandleTable candles = new CandleTable(connection)) {
            expected.compare(candles, place.series, words -> damages.add(TapeDamage.of("candle", words)));
        }
        return null;
    }

    /** The sums of a candle are there where any of its ticks had a size, and nowhere else: the view shows what there is. */
    private void checkSums(String table) throws SQLException {
        String sql = "SELECT series, price, interval_s, ts FROM " + table + " WHERE CASE sized_count WHEN 0"
                + " THEN coalesce(volume, volume_scale, notional, notional_scale) IS NOT NULL"
                + " ELSE volume IS NULL OR volume_scale IS NULL OR notional IS NULL OR notional_scale IS NULL END LIMIT "
                + SHOWN_ERRORS;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                damages.add(TapeDamage.of(
                        table,
                        "series " + row.getInt(1) + ", " + PriceType.values()[row.getInt(2)] + ", " + row.getInt(3)
                                + " s at " + row.getLong(4) + " has sums without sizes, or sizes without sums"));
            }
        }
    }

    private Void checkRow(TickKind kind, int series) throws SQLException {
        String sql = "SELECT sum(count), min(first_ts), max(last_ts) FROM " + BlockTable.name(kind) + " WHERE series = "
                + series;
        try (Statement statement = connection.createStatement();
                ResultSet blocks = statement.executeQuery(sql)) {
            blocks.next();
            long last = blocks.getLong(3);
            checkRow(kind, series, blocks.getLong(1), blocks.getLong(2), last);
            checkCandleDates(kind, series);
        }
        return null;
    }

    private void checkRow(TickKind kind, int series, long count, long first, long last) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT first_ts, last_ts, count, latest FROM series WHERE id = " + series)) {
            if (!row.next()) {
                damaged(series, "is missing, and there are " + count + " ticks of it");
                return;
            }
            if (row.getLong(1) != first || row.getLong(2) != last || row.getLong(3) != count) {
                damaged(
                        series,
                        "says " + row.getLong(3) + " ticks, ts " + row.getLong(1) + " to " + row.getLong(2)
                                + ", and the blocks have " + count + ", ts " + first + " to " + last);
            }
            if (!words(latest(kind, series, last)).equals(words(row.getBytes(4)))) {
                damaged(series, "has another latest tick than the blocks");
            }
        }
    }

    private void damaged(int series, String words) {
        damages.add(new TapeDamage("series", series, 0, 0, words));
    }

    /** The greatest tick of a series by (ts, seq), out of its blocks. */
    private Tick latest(TickKind kind, int series, long lastTs) throws SQLException {
        Tick latest = new Tick();
        TickRows rows = new TickRows(kind);
        long seq = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + StoredBlock.columns(kind) + " FROM "
                        + BlockTable.name(kind) + " WHERE series = " + series + " AND last_ts = " + lastTs)) {
            while (row.next()) {
                rows.clear();
                StoredBlock.read(row, kind).decodeChecked(rows, series >> 1);
                if (rows.seq(rows.count() - 1) > seq) {
                    rows.get(rows.count() - 1, latest);
                    seq = latest.seq();
                }
            }
        }
        return latest;
    }

    private static String words(byte[] latest) {
        try {
            Tick tick = new Tick();
            LatestTick.decode(latest, tick);
            return words(tick);
        } catch (RuntimeException e) { // shorter than a tick, or not one
            return "no tick";
        }
    }

    private static String words(Tick tick) {
        return tick.seq() + " " + TickHead.series(tick.head()) + " " + tick.tsNanos() + " " + tick.hasRecvTs() + " "
                + tick.recvTsNanos() + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " "
                + tick.decimalText(2) + " " + tick.decimalText(3) + " " + tick.side() + " " + tick.idText();
    }

    /** Candles of a date of which there are no ticks, though retention deleted none. */
    private void checkCandleDates(TickKind kind, int series) throws SQLException {
        Set<Long> dates = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT DISTINCT date FROM " + BlockTable.name(kind) + " WHERE series = " + series)) {
            while (row.next()) {
                dates.add(LocalDate.parse(row.getString(1)).toEpochDay());
            }
        }
        long from = TapeFacts.ticksFromDay(connection, damages::add);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT DISTINCT ts / " + CandlesOfDay.NANOS_PER_DAY
                        + " FROM (SELECT ts FROM candle WHERE series = " + series
                        + " UNION ALL SELECT ts FROM open_candle WHERE series = " + series + ")")) {
            while (row.next()) {
                if (row.getLong(1) >= from && !dates.contains(row.getLong(1))) {
                    damages.add(TapeDamage.of(
                            "candle",
                            "series " + series + " has candles of " + LocalDate.ofEpochDay(row.getLong(1))
                                    + " and no ticks"));
                }
            }
        }
    }

    /** Series of which there is a row, and ticks are counted, but no block. */
    private void checkSeriesWithoutBlocks() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, count FROM series WHERE count <> 0"
                        + " AND id NOT IN (SELECT series FROM trade_block UNION SELECT series FROM quote_block)")) {
            while (row.next()) {
                damaged(row.getInt(1), "says " + row.getLong(2) + " ticks, and there are none");
            }
        }
    }
}
