package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.PriceType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: readers and the writer never stand in each other's way, and each answer is exactly the ticks 1 to S of its filter, with
 * S never smaller than in the reader's last answer. Method: a million ticks of eight symbols stream in, all of whose fields
 * follow from their {@code seq}; eight readers page through a symbol each and ask for its candles, over and over.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadersBesideTheWriterTest {
    private static final int TICKS = 1_000_000;
    private static final int REQUEST_TICKS = 1_000;
    private static final int READERS = 8;
    private static final long START = 1_723_161_600_000_000_000L;
    private static final long WAL_LIMIT_BYTES = 64L << 20;

    @TempDir
    Path data;

    private volatile boolean streaming = true;

    @Test
    void readers_see_exactly_the_ticks_up_to_S_and_keep_nobody_waiting() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (Tapedeck deck = Tapedeck.open(data)) {
            send(deck, 1, REQUEST_TICKS);
            deck.query().awaitVisible(REQUEST_TICKS, minute());
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int symbol = i;
                readers.add(threads.submit(() -> read(deck.query(), symbol)));
            }
            long largestWalBytes = 0;
            for (int from = REQUEST_TICKS + 1; from <= TICKS; from += REQUEST_TICKS) {
                send(deck, from, REQUEST_TICKS);
                largestWalBytes = Math.max(largestWalBytes, deck.writer().walBytes());
                deck.query().awaitVisible(from - 20 * REQUEST_TICKS, minute()); // so that readers meet many states
            }
            deck.query().awaitVisible(TICKS, minute());
            streaming = false;
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(1, TimeUnit.MINUTES)).isGreaterThan(1);
            }
            assertThat(largestWalBytes).isLessThan(WAL_LIMIT_BYTES);
            assertThat(deck.writer().failure()).isNull();
            for (int symbol = 0; symbol < READERS; symbol++) {
                assertThat(checkTicks(deck.query(), symbol)).isEqualTo(TICKS);
            }
        } finally {
            streaming = false;
            threads.shutdownNow();
        }
    }

    /** A tick's price is its seq, and its symbol the rest of that by eight; half a second from one tick to the next. */
    private static void send(Tapedeck deck, int firstSeq, int count) {
        Tick tick = new Tick();
        try (Request request = deck.capture().request(Capture.WhenFull.WAIT)) {
            for (int seq = firstSeq; seq < firstSeq + count; seq++) {
                byte[] symbol = name(seq % READERS).getBytes(StandardCharsets.US_ASCII);
                tick.start(request.symbol(symbol, 0, symbol.length), TickKind.TRADE, ts(seq));
                request.add(tick.decimal(0, seq, 0).decimal(1, 1, 0).idNumber(seq));
            }
            deck.capture().submit(request, Capture.WhenFull.WAIT);
        }
    }

    private static String name(int symbol) {
        return "S" + symbol;
    }

    private static long ts(int seq) {
        return START + seq * 500_000_000L;
    }

    private int read(QueryEngine engine, int symbol) {
        long before = 0;
        int rounds = 0;
        while (streaming) {
            long seq = checkTicks(engine, symbol);
            assertThat(seq).isGreaterThanOrEqualTo(before);
            long candlesSeq = checkCandles(engine, symbol);
            // The candles' S is of the series alone: its last tick among the first S ones.
            assertThat(candlesSeq).isGreaterThanOrEqualTo(lastOfSeries(seq, symbol));
            before = seq;
            rounds++;
        }
        return rounds;
    }

    private static long lastOfSeries(long seq, int symbol) {
        return seq - Math.floorMod(seq - symbol, READERS);
    }

    /** Pages through the whole symbol, and returns S. */
    private static long checkTicks(QueryEngine engine, int symbol) {
        long expected = symbol == 0 ? READERS : symbol;
        String cursor = null;
        Page page;
        do {
            long[] next = {expected};
            TickQuery query = new TickQuery(
                    TickKind.TRADE, name(symbol), 0, Long.MAX_VALUE, TickQuery.Order.ASCENDING, 10_000, cursor);
            page = engine.ticks(query, minute(), tick -> {
                if (tick.seq() != next[0] || tick.mantissa(0) != next[0] || tick.tsNanos() != ts((int) next[0])) {
                    throw new AssertionError("read seq " + tick.seq() + ", expected " + next[0]);
                }
                next[0] += READERS;
            });
            expected = next[0];
            cursor = page.next();
        } while (cursor != null);
        assertThat(expected - READERS).isEqualTo(lastOfSeries(page.seq(), symbol));
        return page.seq();
    }

    /** The newest candles have no hole, and their counts and prices are those of the ticks up to S, which is returned. */
    private static long checkCandles(QueryEngine engine, int symbol) {
        CandleQuery query = new CandleQuery(
                engine.symbols(name(symbol))[0],
                3600,
                PriceType.TRADE,
                0,
                Long.MAX_VALUE,
                CandleQuery.Fill.NONE,
                10_000,
                Long.MAX_VALUE);
        Candles candles = engine.candles(query, minute());
        long count = candles.rows().stream().mapToLong(Candles.Row::count).sum();
        long last = candles.rows().get(candles.rows().size() - 1).close().longValueExact();
        long first = symbol == 0 ? READERS : symbol;
        assertThat(last).isEqualTo(lastOfSeries(candles.seq(), symbol));
        assertThat(count).isEqualTo((last - first) / READERS + 1);
        return candles.seq();
    }

    private static Deadline minute() {
        return Deadline.in(Duration.ofMinutes(1).toNanos());
    }
}
