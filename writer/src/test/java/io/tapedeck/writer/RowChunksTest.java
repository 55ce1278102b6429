package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: chunks are used again, no two blocks have the same one, and no reader of a block that lost one sees what the next block writes into it. */
@Timeout(60)
class RowChunksTest {
    private static final int PAIRS = 5_000;
    private static final int ROWS_AT_ONCE = 16;

    private final RowChunks chunks = new RowChunks();
    private final LiveSeries series = new LiveSeries(0, TickKind.TRADE, null, 0);
    private final TickGroup group = new TickGroup(ROWS_AT_ONCE);
    private volatile LiveBlock growing;

    /** Each chunk that is out is filled with its own number all over, and must still be so when it goes back. */
    @Test
    void noTwoHaveTheSameWords() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Integer> taken = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            if (taken.isEmpty() || random.nextInt(3) > 0) {
                int chunk = chunks.take();
                assertThat(taken).as("seed %d", seed).doesNotContain(chunk);
                int place = RowChunks.place(chunk);
                Arrays.fill(chunks.array(chunk), place, place + RowChunks.WORDS, chunk);
                taken.add(chunk);
            }
            if (taken.size() == 1_000 || random.nextInt(3) == 0) {
                int chunk = taken.remove(random.nextInt(taken.size()));
                int place = RowChunks.place(chunk);
                long[] words = Arrays.copyOfRange(chunks.array(chunk), place, place + RowChunks.WORDS);
                assertThat(Arrays.stream(words).allMatch(word -> word == chunk))
                        .as("seed %d", seed)
                        .isTrue();
                chunks.give(new int[] {chunk}, 1);
            }
            assertThat(chunks.bytes()).isEqualTo(8L * RowChunks.WORDS * taken.size());
        }
    }

    @Test
    void chunksAreUsedAgain() {
        Set<long[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 100; i++) {
            int[] many = IntStream.range(0, 500).map(any -> chunks.take()).toArray();
            Arrays.stream(many).forEach(chunk -> arrays.add(chunks.array(chunk)));
            chunks.give(many, many.length);
        }
        assertThat(arrays).hasSize(2);
        assertThat(arrays).allMatch(array -> 8L * array.length + 16 <= 1 << 20, "fits a MiB");
    }

    @Test
    void rowsFillAChunk() {
        for (TickKind kind : TickKind.values()) {
            assertThat(RowChunks.rows(kind) * RowChunks.stride(kind)).isEqualTo(RowChunks.WORDS);
        }
    }

    @Test
    void aReaderOfAGrowingBlockSeesItsOwnRowsOnly() throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            growing = block(1);
            Future<Long> reads = reader.submit((Callable<Long>) this::readOnAndOn);
            for (int i = 1; i <= PAIRS; i++) {
                LiveBlock other = block(-i * 10_000L); // takes what those before have given back
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
        return new LiveBlock(series, 0, first, chunks);
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
