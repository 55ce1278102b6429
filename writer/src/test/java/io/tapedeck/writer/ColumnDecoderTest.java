package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Goal: a column decodes to what its formula says, whatever its coding and however it is cut into runs. Method: columns of
 * random numbers, decoded in runs of random lengths into rows, against the formula with its division, value by value.
 */
class ColumnDecoderTest {
    private static final int STRIDE = 3;
    private static final long PRESENT = TickHead.withRecvTs(0, true);

    @Property(tries = 2_000)
    void aColumnDecodesToWhatItsFormulaSays(
            @ForAll @IntRange(max = HalfBytes.MAX_WIDTH) int width,
            @ForAll @IntRange(min = 1, max = BlockCodec.MAX_TICKS) int count,
            @ForAll boolean nulls,
            @ForAll long seed) {
        Random random = new Random(seed);
        long[] offsets = random.longs(count, 0, 1L << 4 * width).toArray();
        if (nulls) {
            random.ints(count / 3, 0, count).forEach(i -> offsets[i] = 0);
        }
        Column column = column(random, width, nulls, offsets);
        long[] rows = new long[count * STRIDE];
        for (int i = 0; i < count; i++) {
            rows[i * STRIDE] = -1;
        }
        decodeInRuns(random, column, count, rows);
        for (int i = 0; i < count; i++) {
            boolean absent = nulls && offsets[i] == 0;
            long expected = column.base() + column.unit() * (i * column.rise() / count + offsets[i]);
            assertThat(rows[i * STRIDE + 1]).as("value %d of %s", i, column).isEqualTo(absent ? 0 : expected);
            assertThat(rows[i * STRIDE]).as("head %d", i).isEqualTo(absent ? ~PRESENT : -1);
            assertThat(rows[i * STRIDE + 2]).as("what is beside value %d", i).isZero();
        }
    }

    private static Column column(Random random, int width, boolean nulls, long[] offsets) {
        byte[] packed = new byte[offsets.length * 8 + 8];
        HalfBytes.pack(offsets, 0, offsets.length, width, packed);
        byte[] data = Arrays.copyOf(packed, HalfBytes.bytes(width, offsets.length));
        long rise = random.nextBoolean() ? 0 : random.nextLong() >> 13 + random.nextInt(50);
        return Column.numbers(random.nextLong() >> 2, 1 + random.nextInt(1_000), rise, width, nulls, 0, data);
    }

    private static void decodeInRuns(Random random, Column column, int count, long[] rows) {
        ColumnDecoder decoder = new ColumnDecoder(column, count);
        int done = 0;
        while (done < count) {
            int values = Math.min(count - done, 2 * (1 + random.nextInt(300)));
            if (column.nulls()) {
                decoder.decodeNullable(rows, done * STRIDE, 1, STRIDE, values, PRESENT);
            } else {
                decoder.decode(rows, done * STRIDE + 1, STRIDE, values);
            }
            done += values;
        }
    }
}
