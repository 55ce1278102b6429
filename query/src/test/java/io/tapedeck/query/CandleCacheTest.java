package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.query.CandleCache.Key;
import io.tapedeck.query.CandleCache.Run;
import io.tapedeck.writer.KeepTicks;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.TapeWriterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Candles that are remembered are those of a plain computation over all ticks, whatever comes: late ticks, commits, retention that
 * deletes the ticks beneath, a restart. A few questions are asked over and over, so that most answers come out of the cache.
 */
final class CandleCacheTest {
    private static final int DAYS = 3;
    private static final int TICKS = 4_000;
    private static final long STEP_NANOS = DAYS * RandomTicks.DAY / TICKS;
    private static final long[] INTERVALS = {60, 300, 3_600, 86_400};
    private static final Key KEY = new Key(0, PriceType.TRADE, 60);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("candles.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final long now = RandomTicks.START + DAYS * RandomTicks.DAY;
    /** Goes with the ticks, so that the date of the newest is never too old: of a series without ticks all candles are complete. */
    private volatile long clockNanos = RandomTicks.START;

    private long remembered;

    /** One tick of so many is late. */
    @ParameterizedTest
    @ValueSource(ints = {5, 200, Integer.MAX_VALUE})
    void answersAreThoseOfAllTicks(int lateOneIn) throws Exception {
        System.out.println("seed " + seed);
        List<TestTick> ticks = ticks(lateOneIn);
        KeepTicks aDay = new KeepTicks(Duration.ofDays(1), () -> clockNanos);
        TapeWriterConfig config = TapeWriterConfig.defaults()
                .withCommitEvery(Duration.ofMillis(20))
                .withKeepTicks(aDay);
        int recorded = 0;
        while (recorded < TICKS) {
            try (RealTape tape = new RealTape(directory, config)) {
                tape.engine.awaitVisible(recorded, minute());
                for (int stop = Math.min(TICKS, recorded + TICKS / 3); recorded < stop; ) {
                    int to = Math.min(stop, recorded + 1 + random.nextInt(60));
                    tape.record(ticks.subList(recorded, to));
                    clockNanos = RandomTicks.START + recorded * STEP_NANOS;
                    recorded = to;
                    tape.engine.awaitVisible(recorded, minute());
                    if (random.nextInt(4) == 0) {
                        assertThat(tape.writer.awaitCommitted(recorded, TimeUnit.MINUTES.toNanos(1)))
                                .isTrue();
                    }
                    compare(tape.engine, ticks.subList(0, recorded), 6);
                }
            }
        }
        assertThat(remembered).isPositive();
    }

    private List<TestTick> ticks(int lateOneIn) {
        RandomTicks source = new RandomTicks(random);
        List<TestTick> ticks = new ArrayList<>(TICKS);
        for (int i = 0; i < TICKS; i++) {
            long on = RandomTicks.START + i * STEP_NANOS;
            ticks.add(
                    source.tick(0, random.nextInt(lateOneIn) == 0 ? on - random.nextLong(RandomTicks.DAY) : on, i + 1));
        }
        return ticks;
    }

    private void compare(QueryEngine engine, List<TestTick> ticks, int queries) {
        assertThat(engine.registry().number("S0")).isZero();
        for (int i = 0; i < queries; i++) {
            CandleQuery query = query();
            Candles answer = engine.candles(query, minute());
            Candles plain = PlainCandles.answer(ticks, query);
            String words = query + " after " + ticks.size() + " ticks, seed " + seed;
            assertThat(answer.rows()).as(words).isEqualTo(plain.rows());
            assertThat(answer.nextFromNanos()).as(words).isEqualTo(plain.nextFromNanos());
            remembered = Math.max(remembered, engine.rememberedCandles());
        }
    }

    private CandleQuery query() {
        return new CandleQuery(
                0,
                INTERVALS[random.nextInt(INTERVALS.length)],
                random.nextInt(3) == 0 ? PriceType.MID : PriceType.TRADE,
                random.nextInt(3) == 0 ? Long.MIN_VALUE : quarter(),
                random.nextInt(3) > 0 ? Long.MAX_VALUE : quarter(),
                CandleQuery.Fill.values()[random.nextInt(8) < 6 ? 0 : 1 + random.nextInt(2)],
                random.nextBoolean() ? 10_000 : 1 + random.nextInt(300),
                now);
    }

    private long quarter() {
        return RandomTicks.START + (random.nextInt(DAYS * 4 + 2) - 1) * RandomTicks.DAY / 4;
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void holdsNoMoreRowsThanItMay() {
        CandleCache cache = new CandleCache();
        for (int series = 0; series < 100; series++) {
            cache.put(new Key(series, PriceType.TRADE, 60), new Run(0, Long.MIN_VALUE, 1_000, rows(1_000)));
            assertThat(cache.rows()).isEqualTo(Math.min(series + 1, CandleCache.MAX_ROWS / 1_000) * 1_000);
        }
        assertThat(cache.find(new Key(0, PriceType.TRADE, 60), 0)).isNull();
        assertThat(cache.find(new Key(99, PriceType.TRADE, 60), 0)).isNotNull();
    }

    @Test
    void keepsTheNewestRowsOfALongRun() {
        CandleCache cache = new CandleCache();
        cache.put(KEY, new Run(0, Long.MIN_VALUE, 50_000, rows(50_000)));
        Run run = cache.find(KEY, 0);
        assertThat(run.rows()).hasSize(CandleCache.MAX_RUN_ROWS);
        assertThat(run.fromNanos()).isEqualTo(50_000 - CandleCache.MAX_RUN_ROWS);
        assertThat(run.rows().get(0).tsNanos()).isEqualTo(run.fromNanos());
    }

    @Test
    void aRunOfAnEarlierStateIsNoAnswerAndTakesNoPlace() {
        CandleCache cache = new CandleCache();
        cache.put(KEY, new Run(2, Long.MIN_VALUE, 20, rows(20)));
        cache.put(KEY, new Run(1, Long.MIN_VALUE, 30, rows(30)));
        assertThat(cache.find(KEY, 1)).isNull();
        assertThat(cache.find(KEY, 2).rows()).hasSize(20);
        assertThat(cache.find(KEY, 3)).isNull();
        assertThat(cache.rows()).isEqualTo(20);
    }

    private static List<Candles.Row> rows(int count) {
        List<Candles.Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new Candles.Row(i, null, null, null, null, null, null, 1, true));
        }
        return rows;
    }
}
