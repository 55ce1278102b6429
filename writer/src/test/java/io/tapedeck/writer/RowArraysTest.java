package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: arrays are used again, and no reader of a block that outgrew one sees what the next block writes into it. */
@Timeout(60)
class RowArraysTest {
    private static final int PAIRS = 5_000;
    private static final int ROWS_AT_ONCE = 16;

    private final RowArrays arrays = new RowArrays(8L << 20);
    private final LiveSeries series = new LiveSeries(0, TickKind.TRADE, null);
    private final TickGroup group = new TickGroup();
    private volatile LiveBlock growing;

    @Test
    void arraysOfEachSizeAreUsedAgainUpToTheBound() {
        RowArrays few = new RowArrays(2L * 8 * TickRows.TRADE_STRIDE * 64);
        long[] first = few.take(TickKind.TRADE, 64);
        long[] second = few.take(TickKind.TRADE, 64);
        long[] third = few.take(TickKind.TRADE, 64);
        assertThat(few.bytes()).isEqualTo(3L * 8 * first.length);
        few.give(TickKind.TRADE, first);
        few.give(TickKind.TRADE, second);
        few.give(TickKind.TRADE, third);
        assertThat(few.bytes()).isZero();
        assertThat(few.take(TickKind.TRADE, 128)).hasSize(128 * TickRows.TRADE_STRIDE);
        assertThat(few.take(TickKind.QUOTE, 64)).hasSize(64 * TickRows.QUOTE_STRIDE);
        assertThat(few.take(TickKind.TRADE, 64)).isSameAs(second);
        assertThat(few.take(TickKind.TRADE, 64)).isSameAs(first);
        assertThat(few.take(TickKind.TRADE, 64)).isNotSameAs(third);
    }

    @Test
    void sizesDouble() {
        assertThat(RowArrays.rowsFor(1)).isEqualTo(RowArrays.FIRST_ROWS);
        assertThat(RowArrays.rowsFor(RowArrays.FIRST_ROWS + 1)).isEqualTo(2 * RowArrays.FIRST_ROWS);
        assertThat(RowArrays.rowsFor(BlockCodec.MAX_TICKS)).isEqualTo(BlockCodec.MAX_TICKS);
    }

    @Test
    void aReaderOfAGrowingBlockSeesItsOwnRowsOnly() throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            growing = block(1);
            Future<Long> reads = reader.submit((Callable<Long>) this::readOnAndOn);
            for (int i = 1; i <= PAIRS; i++) {
                LiveBlock other =
                        block(-i * 10_000L); // half as long, so that it takes what the other has just outgrown
                LiveBlock read = growing;
                while (read.count() + 2 * ROWS_AT_ONCE <= BlockCodec.MAX_TICKS) {
                    grow(read);
                    grow(read);
                    grow(other);
                }
                LiveBlock next = block(i * 10_000L);
                growing = next;
                other.evict();
                read.evict();
            }
            growing = null;
            assertThat(reads.get()).isPositive();
        } finally {
            reader.shutdownNow();
            assertThat(reader.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private LiveBlock block(long first) {
        return new LiveBlock(series, 0, first, RowArrays.FIRST_ROWS, arrays);
    }

    /** Blocks with numbers below zero are those that nobody reads. */
    private void grow(LiveBlock block) {
        ByteBuffer row = ByteBuffer.allocate(TickRow.TRADE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        row.putLong(0, TickHead.withWords(TickHead.withDecimal(0, 0, 0), TickRow.TRADE_BYTES / 8));
        long from = block.firstSeq + block.count();
        for (long number = from; number < from + ROWS_AT_ONCE; number++) {
            if (group.isEnough()) {
                add(block);
            }
            group.add(row.array(), 0, TickRow.TRADE_BYTES, number);
        }
        add(block);
    }

    private void add(LiveBlock block) {
        group.sort();
        block.add(group, 0, group.end(0));
        group.clear();
        block.publish();
    }

    private long readOnAndOn() {
        long whole = 0;
        for (LiveBlock read = growing; read != null; read = growing) {
            TickRows rows = new TickRows(TickKind.TRADE);
            if (!read.copy(Long.MAX_VALUE, 0, Long.MAX_VALUE, rows)) {
                continue;
            }
            for (int row = 0; row < rows.count(); row++) {
                if (rows.seq(row) != read.firstSeq + row) {
                    throw new AssertionError("row " + row + " of " + rows.count() + " has the number " + rows.seq(row)
                            + " in a block that begins with " + read.firstSeq);
                }
            }
            whole++;
        }
        return whole;
    }
}
