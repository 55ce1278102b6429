package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.LiveSeries.LiveCandle;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: at any time memory over tape equals the plain fold of all ticks so far, and after a commit the tape alone that of the
 * ticks of its cut. Method: random ticks, late by seconds to days, with cuts, commits, failed commits and restarts at random
 * moments, against a real SQLite file.
 */
class LiveCandlesTest {
    private static final int STEPS = 1_000;
    private static final long SECOND = 1_000_000_000L;

    private record Key(PriceType price, int interval, long ts) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::price)
                    .thenComparing(Key::interval)
                    .thenComparing(Key::ts)
                    .compare(this, other);
        }
    }

    private record Row(long seq, long ts, BigDecimal first, BigDecimal second) {}

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Mid mid = new Mid();
    private final long[] words = new long[TickRows.QUOTE_STRIDE];
    private final CandleBatch batch = new CandleBatch();
    private final List<Row> rows = new ArrayList<>();
    private Map<Key, Candle> model = new TreeMap<>();
    private Map<Key, Candle> cutModel = new TreeMap<>();
    private Map<Key, Candle> tapeModel = new TreeMap<>();
    private long clock = 1_722_988_800L * SECOND + 86_000 * SECOND;
    private int series;
    private int cutRows;
    private int tapeRows;
    private CandlePool pool;
    private LiveCandles live;

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 6, 7})
    void memoryOverTapeIsTheFoldOfAllTicks(int whichSeries) throws SQLException {
        System.out.println("LiveCandlesTest seed " + seed);
        series = whichSeries;
        try (CandleTape tape = new CandleTape(directory.resolve("tape.db"))) {
            restart(tape);
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(1_000);
                if (dice < 980) {
                    apply(next());
                } else if (dice < 997) {
                    commit(tape);
                } else {
                    restart(tape);
                }
                if (random.nextInt(150) == 0) {
                    checkMemoryOverTape(tape);
                }
            }
            live.cut(batch);
            batch.write(tape.table);
            tape.connection.commit();
            batch.committed();
            checkMemoryOverTape(tape);
            // All that is closed and committed has left.
            assertThat(pool.held()).as("held, seed %s", seed).isEqualTo(series == 6 ? 3 : 9);
        }
    }

    private Row next() {
        int dice = random.nextInt(1_000);
        long step = dice < 900
                ? random.nextInt(5)
                : dice < 990 ? random.nextInt(200) : dice < 999 ? random.nextInt(9_000) : random.nextInt(300_000);
        clock += step * SECOND + random.nextInt(3);
        long ts = clock;
        if (random.nextInt(4) == 0) {
            ts -= random.nextInt(new int[] {60, 600, 7_200, 100_000, 600_000}[random.nextInt(5)]) * SECOND;
        }
        boolean ordinary = random.nextInt(50) > 0;
        BigDecimal first = random.nextInt(10) == 0 && series == 7 ? null : CandleTicks.decimal(random, ordinary);
        BigDecimal second = random.nextInt(10) == 0 ? null : CandleTicks.decimal(random, ordinary);
        rows.add(new Row(rows.size() + 1, ts, first, second));
        return rows.get(rows.size() - 1);
    }

    private void apply(Row row) {
        if (series == 6) {
            CandleTicks.trade(words, 0, new CandleTicks.Priced(row.ts, row.seq, row.first, row.second));
        } else {
            CandleTicks.quote(words, 0, row.ts, row.seq, row.first, row.second);
        }
        if (random.nextBoolean()) {
            live.apply(words, 0);
        } else {
            live.apply(words, 0, series == 6 ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE);
        }
        fold(row);
    }

    private void fold(Row row) {
        if (series == 6) {
            fold(PriceType.TRADE, row, row.first, row.second);
            return;
        }
        if (row.first != null) {
            fold(PriceType.BID, row, row.first, null);
        }
        if (row.second != null) {
            fold(PriceType.ASK, row, row.second, null);
        }
        if (row.first != null && row.second != null) {
            mid.set(
                    row.first.unscaledValue().longValueExact(), row.first.scale(),
                    row.second.unscaledValue().longValueExact(), row.second.scale());
            fold(PriceType.MID, row, BigDecimal.valueOf(mid.mantissa, mid.scale), null);
        }
    }

    private void fold(PriceType price, Row row, BigDecimal value, BigDecimal size) {
        for (int interval : new int[] {60, 3_600, 86_400}) {
            long ts = row.ts - row.ts % (interval * SECOND);
            Candle candle = model.computeIfAbsent(new Key(price, interval, ts), key -> new Candle());
            new CandleTicks.Priced(row.ts, row.seq, value, size).addTo(candle);
        }
    }

    private void commit(CandleTape tape) throws SQLException {
        live.cut(batch);
        cutModel = copy(model);
        cutRows = rows.size();
        for (int i = random.nextInt(40); i > 0; i--) {
            apply(next());
        }
        int dice = random.nextInt(10);
        batch.write(tape.table);
        if (dice == 0) {
            tape.connection.rollback();
            restart(tape);
            return;
        }
        if (dice == 1) {
            tape.connection.rollback();
            batch.write(tape.table);
        }
        tape.connection.commit();
        tapeModel = cutModel;
        tapeRows = cutRows;
        batch.committed();
        checkTape(tape);
    }

    /** What a kill leaves: the tape, and a journal to read on in. */
    private void restart(CandleTape tape) throws SQLException {
        tape.connection.rollback();
        pool = new CandlePool();
        live = new LiveCandles(series, tapeRows, pool, tape.table, new ReaderPause());
        CandleBatch dropped = new CandleBatch();
        live.cut(dropped);
        assertThat(dropped.count()).isZero();
        batch.committed();
        tape.table.forEachOpen((which, price, interval, ts, candle) -> {
            assertThat(which).isEqualTo(series);
            live.restore(price, interval, ts, candle);
        });
        model = copy(tapeModel);
        checkMemoryOverTape(tape);
        for (Row row : rows.subList(tapeRows, rows.size())) {
            apply(row);
        }
    }

    private void checkMemoryOverTape(CandleTape tape) throws SQLException {
        Map<Key, Candle> found = new TreeMap<>();
        for (PriceType price : PriceType.values()) {
            LiveSeries.Candles copied = live.copy(price);
            for (LiveCandle each : copied.candles()) {
                assertThat(each.price()).isEqualTo(price);
                assertThat(found.put(new Key(price, each.intervalSeconds(), each.tsNanos()), each.candle()))
                        .isNull();
            }
        }
        Map<Key, Candle> stored = closed(tape);
        stored.forEach((key, candle) -> found.putIfAbsent(key, candle));
        assertSame(found, model);
    }

    private void checkTape(CandleTape tape) throws SQLException {
        Map<Key, Candle> found = closed(tape);
        for (PriceType price : PriceType.values()) {
            for (LiveCandle each :
                    tape.table.openCandles(series, price, tapeRows).candles()) {
                assertThat(found.put(new Key(price, each.intervalSeconds(), each.tsNanos()), each.candle()))
                        .isNull();
            }
        }
        assertSame(found, tapeModel);
    }

    private Map<Key, Candle> closed(CandleTape tape) throws SQLException {
        Map<Key, Candle> found = new TreeMap<>();
        for (PriceType price : PriceType.values()) {
            for (int interval : new int[] {60, 3_600, 86_400}) {
                try (ResultSet range = tape.table.range(series, price, interval, 0, Long.MAX_VALUE)) {
                    while (range.next()) {
                        Candle candle = new Candle();
                        CandleTable.read(range, candle);
                        found.put(new Key(price, interval, range.getLong(CandleTable.TS_COLUMN)), candle);
                    }
                }
            }
        }
        return found;
    }

    private void assertSame(Map<Key, Candle> found, Map<Key, Candle> wanted) {
        assertThat(found.keySet()).as("seed %s at %s", seed, rows.size()).isEqualTo(wanted.keySet());
        wanted.forEach((key, candle) -> {
            if (!candle.hasSameValue(found.get(key))) {
                throw new AssertionError("seed " + seed + " at " + rows.size() + ", " + key + ": found "
                        + found.get(key) + ", not " + candle);
            }
        });
    }

    private static Map<Key, Candle> copy(Map<Key, Candle> candles) {
        Map<Key, Candle> copy = new TreeMap<>();
        candles.forEach((key, candle) -> {
            Candle same = new Candle();
            same.copyFrom(candle);
            copy.put(key, same);
        });
        return copy;
    }
}
