package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.PriceType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random ticks go through a real journal and writer, part of them committed, part in memory; the engine's candles and
 * statistics, with the writer and from the tape alone, are those of a plain computation over the list.
 */
final class CandlesAndStatsTest {
    private static final int SYMBOLS = 2;
    private static final int DAYS = 3;
    private static final long[] INTERVALS = {7, 60, 97, 300, 900, 3_600, 5_400, 14_400, 86_400, 604_800};

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final long now = RandomTicks.START + RandomTicks.DAY * 2;

    @ParameterizedTest
    @EnumSource(RandomTicks.Time.class)
    void equalThePlainOnes(RandomTicks.Time time) throws Exception {
        System.out.println("seed " + seed);
        List<TestTick> ticks = new RandomTicks(random).list(5_000, SYMBOLS, time, DAYS);
        try (RealTape tape = new RealTape(directory, Duration.ofMillis(30))) {
            int recorded = 0;
            while (recorded < ticks.size()) {
                int to = Math.min(ticks.size(), recorded + 1 + random.nextInt(900));
                tape.record(ticks.subList(recorded, to));
                recorded = to;
                tape.engine.awaitVisible(recorded, minute());
                compare(tape.engine, ticks.subList(0, recorded), 5);
                if (random.nextInt(3) == 0) {
                    assertThat(tape.writer.awaitCommitted(recorded, TimeUnit.MINUTES.toNanos(1)))
                            .isTrue();
                }
            }
            compare(tape.engine, ticks, 30);
        }
        try (QueryEngine alone = QueryEngine.openTape(directory.resolve("tape.db"), QueryConfig.defaults())) {
            assertThat(alone.visibleSeq()).isEqualTo(ticks.size());
            compare(alone, ticks, 30);
        }
    }

    private void compare(QueryEngine engine, List<TestTick> ticks, int queries) {
        for (int i = 0; i < queries; i++) {
            int symbol = random.nextInt(SYMBOLS);
            int number = engine.registry().number("S" + symbol);
            if (number < 0) {
                continue;
            }
            long from = random.nextInt(3) == 0 ? Long.MIN_VALUE : time();
            long to = random.nextInt(3) == 0 ? Long.MAX_VALUE : time();
            compareCandles(engine, ticks, symbol, number, from, to);
            Stats stats = engine.stats(number, from, to, minute());
            assertThat(stats).isEqualTo(PlainStats.of(ticks, symbol, from, to, Long.MAX_VALUE - 1));
        }
    }

    private void compareCandles(QueryEngine engine, List<TestTick> ticks, int symbol, int number, long from, long to) {
        long interval = INTERVALS[random.nextInt(INTERVALS.length)];
        int price = random.nextInt(PriceType.values().length + 1);
        CandleQuery query = new CandleQuery(
                number,
                interval,
                price == PriceType.values().length ? null : PriceType.values()[price],
                from,
                to,
                CandleQuery.Fill.values()[random.nextInt(3)],
                1 + random.nextInt(random.nextBoolean() ? 30 : 3_000),
                now);
        Candles answer = engine.candles(query, minute());
        Candles plain = PlainCandles.answer(ticks, withSymbol(query, symbol));
        assertThat(answer.rows()).as(query.toString()).isEqualTo(plain.rows());
        assertThat(answer.price()).as(query.toString()).isEqualTo(plain.price());
        assertThat(answer.nextFromNanos()).as(query.toString()).isEqualTo(plain.nextFromNanos());
    }

    private static CandleQuery withSymbol(CandleQuery query, int symbol) {
        return new CandleQuery(
                symbol,
                query.intervalSeconds(),
                query.price(),
                query.fromNanos(),
                query.toNanos(),
                query.fill(),
                query.limit(),
                query.nowNanos());
    }

    private long time() {
        return RandomTicks.START - RandomTicks.DAY + random.nextLong((DAYS + 2) * RandomTicks.DAY);
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
