package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.LiveSeries.LiveCandle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: what a reader copies is exactly the ticks 1 to {@code seq}, while the writer never rests. Method: tick {@code n} has price
 * n and size 1, so the candles of an interval together must have count n, volume n and notional n (n + 1) / 2; any torn or missing
 * candle breaks that. Commits go to a tape of maps, of which a reader sees one state, as of a snapshot of SQLite.
 */
@Timeout(60)
class LiveCandlesReadersTest {
    private static final int READERS = 2;
    private static final int RECORD_TICKS = 500;
    private static final long RUN_NANOS = 2_500_000_000L;
    private static final int[] INTERVALS = {60, 3_600, 86_400};

    private record Key(int interval, long ts) {}

    private final long seed = System.nanoTime();
    private final AtomicBoolean isRunning = new AtomicBoolean(true);
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
    private final CandlePool pool = new CandlePool();
    private final ReaderPause pause = new ReaderPause();
    private volatile Map<Key, Candle> tape = new HashMap<>();
    private final LiveCandles live = new LiveCandles(0, 0, pool, this::load, pause);
    private long seq;

    @AfterEach
    void stop() {
        isRunning.set(false);
        readers.shutdownNow();
    }

    @Test
    void eachCopyIsThePrefixThatItsSeqTells() throws Exception {
        System.out.println("LiveCandlesReadersTest seed " + seed);
        List<Future<Long>> reads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            reads.add(readers.submit((Callable<Long>) this::readOnAndOn));
        }
        write();
        isRunning.set(false);
        long count = 0;
        for (Future<Long> read : reads) {
            long each = read.get(20, TimeUnit.SECONDS);
            assertThat(each).as("reads while the writer ran").isGreaterThan(100);
            count += each;
        }
        System.out.println("LiveCandlesReadersTest: " + seq + " ticks, " + count + " reads");
    }

    private void write() {
        Random random = new Random(seed);
        long[] words = new long[TickRows.TRADE_STRIDE];
        words[0] = TickHead.withDecimal(TickHead.withDecimal(TickHead.of(0, TickKind.TRADE), 0, 0), 1, 0);
        words[4] = 1;
        CandleBatch batch = new CandleBatch();
        long end = System.nanoTime() + RUN_NANOS;
        for (int record = 1; System.nanoTime() < end; record++) {
            for (int i = 0; i < RECORD_TICKS; i++) {
                seq++;
                // 40 us a tick: a minute holds 1.5 million ticks.
                long ts = 1_722_988_000_000_000_000L + seq * 40_000;
                boolean isLate = (seq & 1_023) == 0;
                ts -= isLate ? random.nextInt(7_200) * 1_000_000_000L : 0;
                words[1] = ts;
                words[3] = words[6] = seq;
                live.apply(words, 0);
            }
            pause.yieldToReaders();
            if (record % 500 == 0) {
                commit(batch);
            }
        }
    }

    private void commit(CandleBatch batch) {
        live.cut(batch);
        Map<Key, Candle> next = new HashMap<>(tape);
        batch.forEachClosed((price, interval, ts, candle) -> {
            Candle copy = new Candle();
            copy.copyFrom(candle);
            next.put(new Key(interval, ts), copy);
        });
        tape = next;
        batch.committed();
    }

    private boolean load(int series, PriceType price, int interval, long ts, Candle into) {
        Candle stored = tape.get(new Key(interval, ts));
        if (stored != null) {
            into.copyFrom(stored);
        }
        return stored != null;
    }

    private long readOnAndOn() {
        long reads = 0;
        long last = 0;
        while (isRunning.get()) {
            long read = read();
            assertThat(read).as("seq never goes back").isGreaterThanOrEqualTo(last);
            last = read;
            reads++;
        }
        return reads;
    }

    private long read() {
        while (true) {
            LiveSeries.Candles copied = live.copy(PriceType.TRADE);
            Map<Key, Candle> snapshot = tape;
            Map<Key, Candle> whole = new HashMap<>();
            for (LiveCandle each : copied.candles()) {
                whole.put(new Key(each.intervalSeconds(), each.tsNanos()), each.candle());
            }
            if (overlay(whole, snapshot, copied.seq())) {
                check(whole, copied.seq());
                return copied.seq();
            }
        }
    }

    private static boolean overlay(Map<Key, Candle> whole, Map<Key, Candle> snapshot, long seq) {
        for (Map.Entry<Key, Candle> each : snapshot.entrySet()) {
            Candle candle = each.getValue();
            if (whole.containsKey(each.getKey()) || candle.minSeq() > seq) {
                continue;
            }
            if (candle.maxSeq() > seq) {
                return false;
            }
            whole.put(each.getKey(), candle);
        }
        return true;
    }

    private void check(Map<Key, Candle> whole, long asOf) {
        for (int interval : INTERVALS) {
            Candle sum = new Candle();
            whole.forEach((key, candle) -> {
                if (key.interval == interval) {
                    sum.merge(candle);
                }
            });
            String told = "seed " + seed + ", seq " + asOf + ", interval " + interval;
            assertThat(sum.count()).as(told).isEqualTo(asOf);
            if (asOf == 0) {
                continue;
            }
            BigDecimal n = BigDecimal.valueOf(asOf);
            assertThat(sum.volume()).as(told).isEqualByComparingTo(n);
            assertThat(sum.notional().add(sum.notional()))
                    .as(told)
                    .isEqualByComparingTo(n.multiply(n.add(BigDecimal.ONE)));
            assertThat(sum.high()).as(told).isEqualByComparingTo(n);
            assertThat(sum.low()).as(told).isEqualByComparingTo(BigDecimal.ONE);
            assertThat(sum.maxSeq()).as(told).isEqualTo(asOf);
        }
    }
}
