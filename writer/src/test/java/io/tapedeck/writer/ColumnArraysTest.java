package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that are used again show nobody what was in them before, or what comes next. */
@Timeout(60)
class ColumnArraysTest {
    private static final int BLOCKS = 400;

    private final ColumnArrays arrays = new ColumnArrays(1 << 20);

    @TempDir
    Path directory;

    @Test
    void anArrayIsAsLongAsItsColumnOrAFullOne() {
        ColumnEncoder encoder = new ColumnEncoder(arrays, false);
        for (int i = 0; i < 1_000; i++) {
            encoder.values[i] = i * i;
        }
        assertThat(encoder.encode(1_000, false, 0).data()).hasSize(2_500);
        assertThat(arrays.take(5, 1_000, true)).hasSize(5_120);
        assertThat(arrays.take(5, BlockCodec.MAX_TICKS, false)).hasSize(5_120);
        assertThat(arrays.take(5, 10, true)).hasSize(25);
        assertThat(ColumnArrays.NONE.take(5, 1_000, true)).hasSize(2_500);
    }

    @Test
    void whatIsGivenBackIsTakenAgainUpToTheBound() {
        Column column = Column.numbers(0, 1, 0, 15, false, 0, arrays.take(15, BlockCodec.MAX_TICKS, false));
        for (int i = 0; i < 100; i++) {
            arrays.give(column);
        }
        int found = 0;
        while (arrays.take(15, BlockCodec.MAX_TICKS, false) == column.data()) {
            found++;
        }
        assertThat(found).isEqualTo((1 << 20) / column.data().length);
    }

    @Test
    void aBlockInLongerArraysIsWrittenLikeAnyOther() throws SQLException {
        for (TickKind kind : TickKind.values()) {
            BlockCodec lending = new BlockCodec(arrays, true);
            boolean wereLonger = false;
            try (Connection connection = Tape.openForWriting(directory.resolve(kind + ".db"));
                    BlockTable table = new BlockTable(connection, kind)) {
                for (int count : new int[] {2, 600, BlockCodec.MAX_TICKS - 1}) {
                    TickRows rows = SomeTicks.odd(kind, count, count);
                    List<EncodedBlock> blocks = new ArrayList<>();
                    lending.encode(rows, 0, count, blocks);
                    TickRows stored = new TickRows(kind);
                    for (EncodedBlock block : blocks) {
                        wereLonger |= block.hasLongerArrays();
                        long id = table.insert(7 * 2 + kind.ordinal(), block, BlockTable.Stage.PART);
                        BlockTableTest.select(connection, kind, id).decode(stored, 7);
                        block.give(arrays);
                    }
                    assertThat(BlockCodecTest.texts(stored)).isEqualTo(BlockCodecTest.sortedTexts(rows));
                }
            }
            assertThat(wereLonger).isTrue();
        }
    }

    /** Tick n has time, price and size n: a reader that met a row of another block would see them differ. */
    @Test
    void aReaderOfABlockThatLeavesMemorySeesNoOtherBlock() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit((Callable<Long>) this::readOnAndOn));
            }
            writeBlocks();
            block = null;
            for (Future<Long> read : reads) {
                assertThat(read.get(20, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            block = null;
            readers.shutdownNow();
        }
    }

    private final LiveSeries series = new LiveSeries(0, TickKind.TRADE, null, 0);
    private volatile LiveBlock block = block(new BlockCodec(arrays, false), 0);

    private void writeBlocks() {
        BlockCodec codec = new BlockCodec(arrays, false);
        for (int i = 1; i < BLOCKS; i++) {
            LiveBlock next = block(codec, i * 1_000_000L);
            LiveBlock last = block;
            block = next;
            last.leave(arrays);
            overwriteKept();
        }
    }

    /** As the next block would a little later, when the reader may be through. */
    private void overwriteKept() {
        for (int width = 1; width <= HalfBytes.MAX_WIDTH; width++) {
            byte[] array = arrays.take(width, BlockCodec.MAX_TICKS, false);
            Arrays.fill(array, (byte) -1);
            arrays.give(Column.numbers(0, 1, 0, width, false, 0, array));
        }
    }

    private LiveBlock block(BlockCodec codec, long first) {
        LiveBlock made = new LiveBlock(series, 0, first, new RowChunks());
        ByteBuffer row = ByteBuffer.allocate(TickRow.TRADE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int words = TickRow.TRADE_BYTES / 8;
        row.putLong(0, TickHead.withWords(TickHead.withDecimal(TickHead.withDecimal(0, 0, 0), 1, 0), words));
        TickGroup group = new TickGroup(BlockCodec.MAX_TICKS);
        for (int i = 0; i < BlockCodec.MAX_TICKS; i++) {
            long number = first + i * (long) i % 97_003;
            row.putLong(8, number).putLong(24, number).putLong(32, number);
            group.add(row.array(), 0, TickRow.TRADE_BYTES, number);
        }
        group.sort();
        made.add(group, 0, BlockCodec.MAX_TICKS);
        made.publish();
        made.close();
        made.encode(codec);
        return made;
    }

    private long readOnAndOn() {
        long whole = 0;
        for (LiveBlock read = block; read != null; read = block) {
            TickRows rows = new TickRows(TickKind.TRADE);
            if (!read.copy(Long.MAX_VALUE, 0, Long.MAX_VALUE, rows)) {
                continue;
            }
            whole++;
            assertThat(rows.count()).isEqualTo(BlockCodec.MAX_TICKS);
            long[] words = rows.words();
            for (int row = 0, at = 0; row < rows.count(); row++, at += rows.stride()) {
                long number = words[at + 1];
                if (number < read.firstSeq || words[at + 3] != number || words[at + 4] != number) {
                    throw new AssertionError("row " + row + " of the block from " + read.firstSeq + " on: ts " + number
                            + ", price " + words[at + 3] + ", size " + words[at + 4]);
                }
            }
        }
        return whole;
    }
}
