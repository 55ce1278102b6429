package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Adding ticks makes no object, in whatever scales they come. */
class LiveCandlesAllocationTest {
    private static final int TICKS = 4_096;
    private static final int ROUNDS = 100;

    private final LiveCandles trades =
            new LiveCandles(0, 0, new CandlePool(), (s, p, i, t, c) -> false, new ReaderPause());
    private final LiveCandles quotes =
            new LiveCandles(1, 0, new CandlePool(), (s, p, i, t, c) -> false, new ReaderPause());
    private final long[] tradeWords = new long[TICKS * TickRows.TRADE_STRIDE];
    private final long[] quoteWords = new long[TICKS * TickRows.QUOTE_STRIDE];

    @Test
    void aTickMakesNoObject() {
        for (int i = 0; i < TICKS; i++) {
            BigDecimal price = Exact.plain(BigDecimal.valueOf(6_180_000 + i % 301, 2));
            BigDecimal size = Exact.plain(BigDecimal.valueOf(1 + i % 1_009, 3));
            long ts = 3_600_000_000_000L + i;
            // Every fourth one is late, in the same minute of the past.
            ts -= i > 100 && i % 4 == 0 ? 600_000_000_000L : 0;
            CandleTicks.trade(tradeWords, i * TickRows.TRADE_STRIDE, new CandleTicks.Priced(ts, i + 1, price, size));
            CandleTicks.quote(
                    quoteWords, i * TickRows.QUOTE_STRIDE, ts, i + 1, price, price.add(new BigDecimal("0.01")));
        }
        run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        run();
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(bytes).as("bytes for %s ticks", 2L * TICKS * ROUNDS).isLessThan(10_000);
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < TICKS; i++) {
                trades.apply(tradeWords, i * TickRows.TRADE_STRIDE);
                quotes.apply(quoteWords, i * TickRows.QUOTE_STRIDE);
            }
        }
    }
}
