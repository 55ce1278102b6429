package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickKind;
import io.tapedeck.query.TickQuery.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random trades and quotes go through a real journal and writer; each trade's quote, in every order and through pages, is the
 * one that a plain search of the list finds.
 */
final class AsOfTest {
    private static final int SYMBOLS = 3;
    private static final int DAYS = 2;

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private record Pair(TestTick trade, TestTick quote) {}

    @ParameterizedTest
    @EnumSource(RandomTicks.Time.class)
    void everyTradeHasTheLastQuoteBelowIt(RandomTicks.Time time) throws Exception {
        System.out.println("seed " + seed);
        List<TestTick> ticks = new RandomTicks(random).list(4_000, SYMBOLS, time, DAYS);
        try (RealTape tape = new RealTape(directory, Duration.ofMillis(30))) {
            int half = 1 + random.nextInt(ticks.size() - 1);
            tape.record(ticks.subList(0, half));
            tape.engine.awaitVisible(half, minute());
            compare(tape.engine, ticks.subList(0, half), 10);
            assertThat(tape.writer.awaitCommitted(half, TimeUnit.MINUTES.toNanos(1)))
                    .isTrue();
            tape.record(ticks.subList(half, ticks.size()));
            tape.engine.awaitVisible(ticks.size(), minute());
            compare(tape.engine, ticks, 20);
        }
        try (QueryEngine alone = QueryEngine.openTape(directory.resolve("tape.db"), QueryConfig.defaults())) {
            compare(alone, ticks, 10);
        }
    }

    private void compare(QueryEngine engine, List<TestTick> ticks, int queries) {
        for (int i = 0; i < queries; i++) {
            // Names are numbered as they come: the model looks at its own numbers.
            int symbol = random.nextInt(SYMBOLS + 1) - 1;
            if (symbol >= 0 && engine.registry().number("S" + symbol) < 0) {
                continue;
            }
            long from = random.nextInt(3) == 0 ? 0 : time();
            long to = random.nextInt(3) == 0 ? Long.MAX_VALUE : time();
            Order order = Order.values()[random.nextInt(3)];
            long limit = random.nextInt(3) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(500);
            if (order == Order.NEWEST && limit == Long.MAX_VALUE) {
                limit = 100_000;
            }
            TickQuery query =
                    new TickQuery(TickKind.TRADE, symbol < 0 ? "S*" : "S" + symbol, from, to, order, limit, null);
            assertThat(answer(engine, query)).as("seed %d, %s", seed, query).isEqualTo(plain(ticks, symbol, query));
        }
    }

    private List<Pair> answer(QueryEngine engine, TickQuery query) {
        List<Pair> pairs = new ArrayList<>();
        TickQuery next = query;
        do {
            Page page = engine.asof(
                    next,
                    minute(),
                    (trade, quote) -> pairs.add(new Pair(
                            named(engine, TestTick.of(trade)),
                            quote == null ? null : named(engine, TestTick.of(quote)))));
            next = page.next() == null
                    ? null
                    : new TickQuery(
                            query.kind(),
                            query.symbols(),
                            query.fromNanos(),
                            query.toNanos(),
                            query.order(),
                            query.limit(),
                            page.next());
        } while (next != null);
        return pairs;
    }

    /** With the number that the model has for its symbol. */
    private static TestTick named(QueryEngine engine, TestTick tick) {
        int number = Integer.parseInt(engine.registry().name(tick.symbol()).substring(1));
        return new TestTick(
                number,
                tick.kind(),
                tick.ts(),
                tick.seq(),
                tick.recvTs(),
                tick.d0(),
                tick.d1(),
                tick.d2(),
                tick.d3(),
                tick.side(),
                tick.id());
    }

    private static List<Pair> plain(List<TestTick> ticks, int symbol, TickQuery query) {
        List<TestTick> trades = new ArrayList<>(ticks.stream()
                .filter(tick -> tick.kind() == TickKind.TRADE
                        && (symbol < 0 || tick.symbol() == symbol)
                        && tick.ts() >= query.fromNanos()
                        && tick.ts() < query.toNanos())
                .sorted()
                .toList());
        if (query.order() == Order.DESCENDING) {
            Collections.reverse(trades);
        }
        if (query.order() == Order.NEWEST) {
            trades = trades.subList((int) Math.max(0, trades.size() - query.limit()), trades.size());
        }
        return trades.stream()
                .map(trade -> new Pair(
                        trade,
                        ticks.stream()
                                .filter(quote -> quote.kind() == TickKind.QUOTE
                                        && quote.symbol() == trade.symbol()
                                        && quote.compareTo(trade) < 0)
                                .max(TestTick::compareTo)
                                .orElse(null)))
                .toList();
    }

    private long time() {
        return RandomTicks.START - RandomTicks.DAY / 2 + random.nextLong((DAYS + 1) * RandomTicks.DAY);
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
