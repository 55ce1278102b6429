package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tapedeck.journal.TickKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: while a program outside keeps the writer from committing, memory holds many ticks of a series, and who wants a hundred
 * of them does not pay for all.
 */
final class LargeMemoryTest {
    private static final int TICKS = 300_000;
    private static final int TICKS_A_REQUEST = 10_000;

    @TempDir
    Path directory;

    @Test
    void aFewTicksCostAFewAndAllAreReadPartByPart() throws Exception {
        try (RealTape tape = new RealTape(directory, Duration.ofHours(1))) {
            List<TestTick> request = new ArrayList<>();
            for (int i = 0; i < TICKS; i++) {
                // Every seventh is late by a second, so that parts do not end where blocks do.
                long ts = RandomTicks.START + i * 1_000_000L - (i % 7 == 0 ? 1_000_000_000L : 0);
                request.add(TestTick.trade(0, ts, i + 1, "1." + i % 97, "2"));
                if (request.size() == TICKS_A_REQUEST) {
                    tape.record(request);
                    request.clear();
                }
            }
            tape.engine.awaitVisible(TICKS, minute());
            assertThat(tape.writer.committedSeq()).isZero();
            read(tape.engine, TickQuery.Order.NEWEST, 100);
            for (TickQuery.Order order : TickQuery.Order.values()) {
                long bytes = allocated(
                        () -> assertThat(read(tape.engine, order, 100)).isEqualTo(100));
                assertThat(bytes).as("%s: bytes allocated", order).isLessThan(10L << 20);
            }
            assertThat(read(tape.engine, TickQuery.Order.ASCENDING, Long.MAX_VALUE))
                    .isEqualTo(TICKS);
            assertThat(read(tape.engine, TickQuery.Order.DESCENDING, Long.MAX_VALUE))
                    .isEqualTo(TICKS);
        }
    }

    /** Returns how many ticks there were, each behind the one before. */
    private static long read(QueryEngine engine, TickQuery.Order order, long limit) {
        TickQuery query = new TickQuery(TickKind.TRADE, "S0", 0, Long.MAX_VALUE, order, limit, null);
        long[] last = {-1, -1};
        return engine.ticks(query, minute(), tick -> {
                    if (last[1] >= 0) {
                        assertThat(Range.before(last[0], last[1], tick.tsNanos(), tick.seq()))
                                .isEqualTo(order != TickQuery.Order.DESCENDING);
                    }
                    last[0] = tick.tsNanos();
                    last[1] = tick.seq();
                })
                .count();
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
