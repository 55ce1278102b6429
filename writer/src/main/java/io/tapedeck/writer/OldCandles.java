package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies the candles of dates of which a tape has no ticks any more, since retention deleted them: they cannot be made again.
 * Those that are open in the source stay open in the target where the series has none open there, and are closed otherwise.
 * Made for one call.
 */
final class OldCandles {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final int COLUMNS = 24;

    private final Connection source;
    private final CarryTarget target;
    private final TapeFacts facts;
    private final long beforeNanos;

    OldCandles(Connection source, CarryTarget target, TapeFacts facts) {
        this.source = source;
        this.target = target;
        this.facts = facts;
        beforeNanos = facts.ticksFromDay() * NANOS_PER_DAY;
    }

    private record Track(int series, PriceType price) {}

    /** Copies them in one transaction; what cannot be read is told. */
    void copy(Consumer<TapeDamage> damages) throws SQLException {
        if (facts.ticksFromDay() == Long.MIN_VALUE) {
            return;
        }
        target.begin();
        try (CandleTable from = new CandleTable(source)) {
            copyRows("candle", "ts < " + beforeNanos);
            for (Track track : openTracks()) {
                copyOpen(track, from);
            }
        } catch (SQLException e) {
            damages.accept(TapeDamage.of("candle", SqliteDamage.words(e)));
        }
        target.commit();
    }

    /** Whose open minute, which is the newest of all its candles, is of such a date. */
    private List<Track> openTracks() throws SQLException {
        List<Track> tracks = new ArrayList<>();
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT series, price FROM open_candle WHERE interval_s = 60 AND ts < " + beforeNanos)) {
            while (row.next()) {
                tracks.add(new Track(row.getInt(1), PriceType.values()[row.getInt(2)]));
            }
        }
        return tracks;
    }

    private void copyOpen(Track track, CandleTable from) throws SQLException {
        int series = targetSeries(track.series);
        if (!target.hasOpen(series, track.price)) {
            copyRows("open_candle", "series = " + track.series + " AND price = " + track.price.ordinal());
            return;
        }
        for (LiveSeries.LiveCandle whole :
                from.openCandles(track.series, track.price, 0).candles()) {
            target.putClosed(series, whole);
        }
    }

    private void copyRows(String table, String condition) throws SQLException {
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT " + CandleSchema.COLUMNS + " FROM " + table + " WHERE " + condition);
                PreparedStatement insert = target.connection()
                        .prepareStatement("INSERT OR REPLACE INTO " + table + " VALUES " + CandleSchema.PLACES)) {
            while (row.next()) {
                insert.setInt(CandleTable.SERIES_COLUMN, targetSeries(row.getInt(CandleTable.SERIES_COLUMN)));
                for (int column = CandleTable.SERIES_COLUMN + 1; column <= COLUMNS; column++) {
                    insert.setObject(column, row.getObject(column));
                }
                insert.executeUpdate();
            }
        }
    }

    private int targetSeries(int series) throws SQLException {
        return target.symbol(series >> 1, facts) * 2 + (series & 1);
    }
}
