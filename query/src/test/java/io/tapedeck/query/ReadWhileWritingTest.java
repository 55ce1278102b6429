package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.PriceType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: readers beside a running writer see exactly the ticks 1 to S, and S never falls. Method: the fields of every tick
 * follow from its {@code seq}, late ones and several dates among them; readers page through trades and quotes in all orders
 * and check each tick and the whole.
 */
final class ReadWhileWritingTest {
    private static final int TICKS = 120_000;
    private static final int SYMBOLS = 3;

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void readersSeeExactlyTheTicksUpToS() throws Exception {
        System.out.println("seed " + seed);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (RealTape tape = new RealTape(directory, Duration.ofMillis(20))) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                long readerSeed = seed + i;
                readers.add(threads.submit(() -> readAgainAndAgain(tape.engine, new Random(readerSeed))));
            }
            readers.add(threads.submit(() -> foldAgainAndAgain(tape.engine, new Random(seed + 2))));
            Future<?> writer = threads.submit(() -> write(tape, new Random(seed)));
            writer.get(2, TimeUnit.MINUTES);
            tape.engine.awaitVisible(TICKS, minute());
            assertThat(check(tape.engine, new Random(seed))).isEqualTo(TICKS);
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
            }
            assertThat(tape.writer.failure()).isNull();
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    private void write(RealTape tape, Random random) {
        for (int seq = 1; seq <= TICKS; ) {
            int to = Math.min(TICKS, seq + random.nextInt(400));
            List<TestTick> ticks = new ArrayList<>();
            for (; seq <= to; seq++) {
                ticks.add(tick(seq));
            }
            tape.record(ticks);
            tape.engine.awaitVisible(to - 2_000, minute()); // so that readers meet many states
        }
    }

    private int readAgainAndAgain(QueryEngine engine, Random random) {
        int rounds = 0;
        long before = 0;
        while (!done.get()) {
            long seq = check(engine, random);
            assertThat(seq).isGreaterThanOrEqualTo(before);
            before = seq;
            rounds++;
        }
        return rounds;
    }

    private int foldAgainAndAgain(QueryEngine engine, Random random) {
        int rounds = 0;
        while (!done.get()) {
            for (int symbol : engine.symbols(null)) {
                checkCandles(engine, symbol, random.nextBoolean() ? 60 : 3_600);
                rounds++;
            }
        }
        return rounds;
    }

    /** All candles together have as many ticks as there are up to the seq that the answer names. */
    private static void checkCandles(QueryEngine engine, int symbol, long intervalSeconds) {
        CandleQuery query = new CandleQuery(
                symbol,
                intervalSeconds,
                PriceType.TRADE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                CandleQuery.Fill.NONE,
                10_000,
                Long.MAX_VALUE);
        Candles candles = engine.candles(query, minute());
        String name = engine.registry().name(symbol);
        long expected = 0;
        for (int seq = 1; seq <= candles.seq(); seq++) {
            TestTick tick = tick(seq);
            expected += tick.kind() == TickKind.TRADE && name.equals("S" + tick.symbol()) ? 1 : 0;
        }
        long count = candles.rows().stream().mapToLong(Candles.Row::count).sum();
        long volume = candles.rows().stream()
                .mapToLong(row -> row.volume().longValueExact())
                .sum();
        assertThat(count).as("seq %d", candles.seq()).isEqualTo(expected);
        assertThat(volume).isEqualTo(expected);
    }

    /** Reads all ticks of all symbols, both kinds as of one seq or the second as of a later one, and returns it. */
    private long check(QueryEngine engine, Random random) {
        BitSet seen = new BitSet();
        long tradesSeq = readAll(engine, TickKind.TRADE, random, seen);
        long quotesSeq = readAll(engine, TickKind.QUOTE, random, seen);
        assertThat(quotesSeq).isGreaterThanOrEqualTo(tradesSeq);
        for (int seq = 1; seq <= quotesSeq; seq++) {
            boolean isTrade = tick(seq).kind() == TickKind.TRADE;
            boolean expected = !isTrade || seq <= tradesSeq;
            if (seen.get(seq) != expected) {
                throw new AssertionError("seq " + seq + " seen: " + seen.get(seq) + ", trades up to " + tradesSeq
                        + ", quotes up to " + quotesSeq);
            }
        }
        assertThat(seen.length() - 1).isLessThanOrEqualTo((int) quotesSeq);
        return tradesSeq;
    }

    private long readAll(QueryEngine engine, TickKind kind, Random random, BitSet seen) {
        TickQuery.Order order = TickQuery.Order.values()[random.nextInt(3)];
        long limit = order == TickQuery.Order.NEWEST
                ? (random.nextBoolean() ? TICKS : 10_000)
                : 1_000 + random.nextInt(60_000);
        TestTick[] last = new TestTick[1];
        String cursor = null;
        long seq = -1;
        do {
            TickQuery query = new TickQuery(kind, null, Long.MIN_VALUE, Long.MAX_VALUE, order, limit, cursor);
            Page page = engine.ticks(query, minute(), tick -> {
                TestTick is = TestTick.of(tick);
                checkTick(engine, is);
                boolean inOrder = last[0] == null
                        || (order == TickQuery.Order.DESCENDING
                                ? is.compareTo(last[0]) < 0
                                : is.compareTo(last[0]) > 0);
                assertThat(inOrder).isTrue();
                last[0] = is;
                assertThat(seen.get((int) is.seq())).isFalse();
                seen.set((int) is.seq());
            });
            assertThat(seq == -1 || page.seq() == seq).isTrue();
            seq = page.seq();
            cursor = page.next();
        } while (cursor != null);
        if (order == TickQuery.Order.NEWEST && limit < TICKS) {
            fillOlder(kind, seq, seen);
        }
        return seq;
    }

    /** The newest ticks are a tail: what is before its first one was left out, and nothing else. */
    private static void fillOlder(TickKind kind, long seq, BitSet seen) {
        TestTick oldest = null;
        for (int s = seen.nextSetBit(0); s >= 0; s = seen.nextSetBit(s + 1)) {
            TestTick tick = tick(s);
            if (tick.kind() == kind && (oldest == null || tick.compareTo(oldest) < 0)) {
                oldest = tick;
            }
        }
        for (int s = 1; oldest != null && s <= seq; s++) {
            TestTick tick = tick(s);
            if (tick.kind() == kind && tick.compareTo(oldest) < 0) {
                seen.set(s);
            }
        }
    }

    private static void checkTick(QueryEngine engine, TestTick is) {
        TestTick expected = tick((int) is.seq());
        if (!engine.registry().name(is.symbol()).equals("S" + expected.symbol())
                || is.kind() != expected.kind()
                || is.ts() != expected.ts()
                || !is.d0().equals(expected.d0())) {
            throw new AssertionError("read " + is + ", expected " + expected);
        }
    }

    /** All of a tick follows from its seq: every seventh is late, some by more than a day. */
    private static TestTick tick(int seq) {
        long mixed = seq * 0x9E3779B97F4A7C15L;
        long late = seq % 7 == 0 ? Long.remainderUnsigned(mixed, 2 * RandomTicks.DAY) : 0;
        long ts = RandomTicks.START + seq * 1_000_000_000L - late;
        int symbol = (int) Long.remainderUnsigned(mixed >>> 40, SYMBOLS);
        String price = seq + "." + (1 + seq % 9);
        return (mixed >>> 20) % 3 == 0
                ? TestTick.quote(symbol, ts, seq, price, seq + ".99")
                : TestTick.trade(symbol, ts, seq, price, "1");
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
