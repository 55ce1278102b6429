package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of asking for ticks gives what sorting all of them in a list gives, over blocks and memory however they lie. */
final class TickReaderTest {
    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @CsvSource({
        "IN_ORDER, 1, 1, 2048",
        "IN_ORDER, 3, 3, 100",
        "SOME_LATE, 1, 2, 40",
        "SOME_LATE, 4, 3, 7",
        "SHUFFLED, 1, 1, 64",
        "SHUFFLED, 2, 2, 9",
        "MANY_AT_ONCE, 2, 2, 30",
        "DENSE, 1, 1, 30",
        "DENSE, 2, 1, 200",
        "SHUFFLED, 70, 2, 20"
    })
    void readsWhatAListHolds(RandomTicks.Time time, int symbols, int days, int maxBlock) throws SQLException {
        System.out.println("seed " + seed);
        List<TestTick> ticks = new RandomTicks(random).list(3_000, symbols, time, days);
        for (int round = 0; round < 3; round++) {
            Path place = directory.resolve("round" + round);
            assertThat(place.toFile().mkdir()).isTrue();
            try (FakeTape tape = new FakeTape(place, symbols)) {
                tape.fill(ticks, maxBlock, round > 0, random);
                try (QueryEngine engine = QueryEngine.open(tape.file, tape, QueryConfig.defaults())) {
                    for (int i = 0; i < 6; i++) {
                        compareRandomQuery(engine, ticks, symbols, days);
                        compareLatest(engine, ticks, symbols);
                    }
                }
            }
        }
    }

    private void compareRandomQuery(QueryEngine engine, List<TestTick> ticks, int symbols, int days) {
        TickKind kind = TickKind.values()[random.nextInt(2)];
        int[] chosen = random.nextInt(2) == 0
                ? engine.symbols(null)
                : random.ints(0, symbols)
                        .distinct()
                        .limit(1 + random.nextInt(symbols))
                        .toArray();
        long from = random.nextBoolean() ? Long.MIN_VALUE : RandomTicks.START + random.nextLong(days * RandomTicks.DAY);
        long to = random.nextBoolean() ? Long.MAX_VALUE : from + random.nextLong(days * RandomTicks.DAY);
        if (random.nextInt(4) == 0) {
            from = ticks.get(random.nextInt(ticks.size())).ts();
        }
        if (random.nextInt(4) == 0) {
            to = ticks.get(random.nextInt(ticks.size())).ts();
        }
        List<TestTick> expected = expected(ticks, kind, chosen, from, to);
        int limit = 1 + expected.size() / 30 + random.nextInt(random.nextBoolean() ? 5_000 : 100);

        assertThat(pages(engine, kind, chosen, from, to, TickQuery.Order.ASCENDING, limit))
                .isEqualTo(expected);
        assertThat(newest(engine, kind, chosen, from, to, limit))
                .isEqualTo(expected.subList(Math.max(0, expected.size() - limit), expected.size()));
        assertThat(newest(engine, kind, chosen, from, to, 1_000_000)).isEqualTo(expected);
        List<TestTick> reversed = new ArrayList<>(expected);
        Collections.reverse(reversed);
        assertThat(pages(engine, kind, chosen, from, to, TickQuery.Order.DESCENDING, limit))
                .isEqualTo(reversed);
        assertThat(engine.readers().active()).isZero();
    }

    private void compareLatest(QueryEngine engine, List<TestTick> ticks, int symbols) {
        TickKind kind = TickKind.values()[random.nextInt(2)];
        int symbol = random.nextInt(symbols);
        long seq = random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(ticks.size() + 1);
        Tick latest = engine.latest(symbol, kind, seq, minute());
        assertThat(latest == null ? null : TestTick.of(latest))
                .isEqualTo(ticks.stream()
                        .filter(tick -> tick.kind() == kind && tick.symbol() == symbol && tick.seq() <= seq)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static List<TestTick> expected(List<TestTick> ticks, TickKind kind, int[] symbols, long from, long to) {
        List<Integer> wanted = Arrays.stream(symbols).boxed().toList();
        return ticks.stream()
                .filter(tick -> tick.kind() == kind && wanted.contains(tick.symbol()))
                .filter(tick -> tick.ts() >= from && tick.ts() < to)
                .sorted()
                .toList();
    }

    private static List<TestTick> pages(
            QueryEngine engine, TickKind kind, int[] symbols, long from, long to, TickQuery.Order order, int limit) {
        List<TestTick> all = new ArrayList<>();
        String cursor = null;
        do {
            int before = all.size();
            Page page = engine.ticks(
                    new TickQuery(kind, FakeTape.selection(symbols), from, to, order, limit, cursor),
                    minute(),
                    tick -> all.add(TestTick.of(tick)));
            assertThat(page.count()).isEqualTo(all.size() - before).isLessThanOrEqualTo(limit);
            cursor = page.next();
            if (cursor != null) {
                assertThat(page.count()).isEqualTo(limit);
                assertThat(QueryEngine.cursorRange(cursor)).isEqualTo(new TimeRange(from, to));
            }
        } while (cursor != null);
        return all;
    }

    private static List<TestTick> newest(
            QueryEngine engine, TickKind kind, int[] symbols, long from, long to, int limit) {
        List<TestTick> all = new ArrayList<>();
        Page page = engine.ticks(
                new TickQuery(kind, FakeTape.selection(symbols), from, to, TickQuery.Order.NEWEST, limit, null),
                minute(),
                tick -> all.add(TestTick.of(tick)));
        assertThat(page.next()).isNull();
        return all;
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void pagesGoOnAsOfTheirFirstOne() throws SQLException {
        List<TestTick> ticks = new RandomTicks(random).list(500, 1, RandomTicks.Time.IN_ORDER, 1);
        try (FakeTape tape = new FakeTape(directory, 1)) {
            tape.fill(ticks, 50, false, random);
            tape.visibleSeq = 300;
            try (QueryEngine engine = QueryEngine.open(tape.file, tape, QueryConfig.defaults())) {
                TickQuery first =
                        new TickQuery(TickKind.TRADE, "S0", 0, Long.MAX_VALUE, TickQuery.Order.ASCENDING, 10, null);
                Page page = engine.ticks(first, minute(), tick -> {});
                tape.visibleSeq = 500;
                List<Long> seqs = new ArrayList<>();
                Page rest = engine.ticks(
                        new TickQuery(
                                TickKind.TRADE, first.symbols(), 0, Long.MAX_VALUE, first.order(), 1_000, page.next()),
                        minute(),
                        tick -> seqs.add(tick.seq()));
                assertThat(rest.seq()).isEqualTo(300);
                assertThat(seqs).isNotEmpty().allMatch(seq -> seq <= 300);
            }
        }
    }

    @Test
    void aSpentDeadlineEndsAReadAndGivesItsReaderBack() throws SQLException {
        List<TestTick> ticks = new RandomTicks(random).list(20_000, 1, RandomTicks.Time.IN_ORDER, 1);
        try (FakeTape tape = new FakeTape(directory, 1)) {
            tape.fill(ticks, 2048, false, random);
            try (QueryEngine engine = QueryEngine.open(tape.file, tape, QueryConfig.defaults())) {
                TickQuery all = new TickQuery(
                        TickKind.TRADE, "S0", 0, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
                Deadline deadline = Deadline.in(TimeUnit.MILLISECONDS.toNanos(30));
                assertThatThrownBy(() -> engine.ticks(all, deadline, tick -> {
                            while (deadline.remainingNanos() > 0) {
                                Thread.onSpinWait();
                            }
                        }))
                        .isInstanceOfSatisfying(
                                QueryException.class, e -> assertThat(e.code()).isEqualTo(QueryException.Code.TIMEOUT));
                assertThat(engine.readers().active()).isZero();
            }
        }
    }
}
