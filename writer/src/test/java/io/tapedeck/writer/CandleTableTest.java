package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.writer.CandleTicks.Priced;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candles through a real SQLite file: what is read is what was written, and the view shows it to anybody. */
class CandleTableTest {
    private static final long MINUTE = 60_000_000_000L;

    @TempDir
    Path directory;

    private CandleTape tape;

    @BeforeEach
    void open() throws SQLException {
        tape = new CandleTape(directory.resolve("tape.db"));
    }

    @AfterEach
    void close() throws SQLException {
        tape.close();
    }

    @Test
    void aCandleComesBackAsItWas() throws SQLException {
        long seed = System.nanoTime();
        System.out.println("CandleTableTest seed " + seed);
        Random random = new Random(seed);
        List<Candle> written = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Candle candle = new Candle();
            for (int j = random.nextInt(8); j >= 0; j--) {
                BigDecimal size = random.nextInt(3) == 0 ? null : CandleTicks.decimal(random, i % 2 == 0);
                new Priced(random.nextInt(9), 10 + j, CandleTicks.decimal(random, i % 2 == 0), size).addTo(candle);
            }
            written.add(candle);
            tape.table.putClosed(8, PriceType.TRADE, 60, i * MINUTE, candle);
        }
        tape.table.flush();
        Candle found = new Candle();
        for (int i = 0; i < written.size(); i++) {
            assertThat(tape.table.find(8, PriceType.TRADE, 60, i * MINUTE, found))
                    .isTrue();
            assertThat(found.hasSameValue(written.get(i)))
                    .as("seed %s: %s", seed, found)
                    .isTrue();
            // It goes on from there as if it had never left.
            Priced next = new Priced(5, 99, CandleTicks.decimal(random, true), CandleTicks.decimal(random, i % 3 == 0));
            next.addTo(found);
            next.addTo(written.get(i));
            assertThat(found.hasSameValue(written.get(i)))
                    .as("seed %s: %s", seed, found)
                    .isTrue();
        }
        assertThat(tape.table.find(8, PriceType.TRADE, 60, -MINUTE, found)).isFalse();
        assertThat(tape.table.find(8, PriceType.MID, 60, 0, found)).isFalse();
        assertThat(tape.table.load(8, PriceType.TRADE, 3_600, 0, found)).isFalse();
    }

    @Test
    void rangesComeInOrderAndTheNewestFirst() throws SQLException {
        for (int i = 9; i >= 0; i--) {
            tape.table.putClosed(8, PriceType.BID, 60, i * MINUTE, candle(i));
        }
        tape.table.flush();
        assertThat(times(tape.table.range(8, PriceType.BID, 60, 2 * MINUTE, 5 * MINUTE)))
                .containsExactly(2L, 3L, 4L);
        assertThat(times(tape.table.newest(8, PriceType.BID, 60, 5 * MINUTE, 3)))
                .containsExactly(4L, 3L, 2L);
        tape.table.deleteClosed(8, PriceType.BID, 60, 3 * MINUTE);
        assertThat(times(tape.table.range(8, PriceType.BID, 60, 0, 5 * MINUTE))).containsExactly(0L, 1L, 2L, 4L);
    }

    @Test
    void theViewShowsClosedAndOpenCandles() throws SQLException {
        try (Statement statement = tape.connection.createStatement()) {
            statement.execute("insert into symbol values (0, 'ETHUSD'), (4, 'BTCUSD')");
        }
        Candle trades = new Candle();
        new Priced(1, 1, new BigDecimal("61800.3"), new BigDecimal("0.5")).addTo(trades);
        new Priced(2, 2, new BigDecimal("61801"), new BigDecimal("0.5")).addTo(trades);
        new Priced(3, 3, new BigDecimal("61799.95"), null).addTo(trades);
        tape.table.putClosed(8, PriceType.TRADE, 60, 7 * MINUTE, trades);
        Candle huge = new Candle();
        for (int i = 0; i < 3; i++) {
            new Priced(1, i, new BigDecimal("999999999999999999"), new BigDecimal("999999999999999999")).addTo(huge);
        }
        tape.table.putOpen(8, PriceType.TRADE, 60, 8 * MINUTE, huge);
        tape.table.putOpen(9, PriceType.MID, 60, 8 * MINUTE, candle(5));
        tape.table.putOpen(1, PriceType.ASK, 86_400, 0, candle(6));
        tape.table.flush();

        assertThat(row("symbol = 'BTCUSD' and kind = 'trade' and ts = " + 7 * MINUTE))
                .containsExactly(
                        "BTCUSD", "trade", 60, 7 * MINUTE, 61800.3, 61801.0, 61799.95, 61799.95, 1.0, 61800.65, 3);
        assertThat(row("symbol = 'BTCUSD' and kind = 'trade' and ts = " + 8 * MINUTE))
                .containsExactly("BTCUSD", "trade", 60, 8 * MINUTE, 1e18, 1e18, 1e18, 1e18, 3e18, 1e18, 3);
        assertThat(row("kind = 'mid'"))
                .containsExactly("BTCUSD", "mid", 60, 8 * MINUTE, 5.0, 5.0, 5.0, 5.0, null, null, 1);
        assertThat(row("interval_s = 86400"))
                .containsExactly("ETHUSD", "ask", 86_400, 0, 6.0, 6.0, 6.0, 6.0, null, null, 1);
    }

    @Test
    void theViewSeeksBySymbolKindIntervalAndTime() throws SQLException {
        List<String> plan =
                plan("where symbol = 'BTCUSD' and kind = 'trade' and interval_s = 60 and ts >= 5 and ts < 9");
        assertThat(plan).anyMatch(line -> line.contains("series=? AND price=? AND interval_s=? AND ts>? AND ts<?"));
        assertThat(plan).anyMatch(line -> line.contains("interval_s=? AND series=? AND price=?"));
        assertThat(plan).noneMatch(line -> line.startsWith("SCAN c"));
    }

    @Test
    void theViewNeverScansATableForEachSymbol() throws SQLException {
        for (String where : List.of("", "where symbol = 'BTCUSD'", "where kind = 'bid'", "where ts > 5")) {
            List<String> plan = plan(where);
            assertThat(plan).as(where).noneMatch(line -> line.startsWith("SCAN c"));
            assertThat(plan).as(where).anyMatch(line -> line.contains("interval_s=? AND series=? AND price=?"));
        }
    }

    private List<String> plan(String where) throws SQLException {
        List<String> plan = new ArrayList<>();
        try (Statement statement = tape.connection.createStatement();
                ResultSet rows = statement.executeQuery("explain query plan select * from candles " + where)) {
            while (rows.next()) {
                plan.add(rows.getString("detail"));
            }
        }
        return plan;
    }

    @Test
    void openCandlesAreGivenWholeAndRefusedWhereTheyDoNotFit() throws SQLException {
        tape.table.putOpen(8, PriceType.TRADE, 60, 61 * MINUTE, candle(5));
        tape.table.putOpen(8, PriceType.TRADE, 3_600, 60 * MINUTE, candle(7));
        tape.table.flush();
        LiveSeries.Candles open = tape.table.openCandles(8, PriceType.TRADE, 77);
        assertThat(open.seq()).isEqualTo(77);
        assertThat(open.candles()).hasSize(3);
        assertThat(open.candles().get(0).candle().count()).isEqualTo(1);
        assertThat(open.candles().get(1).candle().count()).isEqualTo(2);
        assertThat(open.candles().get(1).candle().high()).isEqualTo(new BigDecimal("7"));
        assertThat(open.candles().get(2).intervalSeconds()).isEqualTo(86_400);
        assertThat(open.candles().get(2).candle().count()).isEqualTo(1);

        tape.table.putOpen(8, PriceType.TRADE, 3_600, 120 * MINUTE, candle(7));
        tape.table.flush();
        assertThatThrownBy(() -> tape.table.openCandles(8, PriceType.TRADE, 77))
                .isInstanceOfSatisfying(
                        TapeException.class, e -> assertThat(e.code()).isEqualTo(TapeException.Code.DAMAGED));
    }

    private static Candle candle(long price) {
        Candle candle = new Candle();
        candle.add(price, price, price, 0);
        return candle;
    }

    private static List<Long> times(ResultSet rows) throws SQLException {
        List<Long> minutes = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                minutes.add(rows.getLong(CandleTable.TS_COLUMN) / MINUTE);
            }
        }
        return minutes;
    }

    private List<Object> row(String where) throws SQLException {
        List<Object> values = new ArrayList<>();
        try (Statement statement = tape.connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from candles where " + where)) {
            assertThat(rows.next()).isTrue();
            for (int i = 1; i <= 11; i++) {
                values.add(rows.getObject(i));
            }
            assertThat(rows.next()).isFalse();
        }
        return values;
    }
}
