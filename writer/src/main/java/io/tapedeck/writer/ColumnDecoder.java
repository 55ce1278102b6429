package io.tapedeck.writer;

import java.util.Arrays;

/**
 * Decodes the values of one column in their order, a run at a time: runs of all columns in turn keep the rows that they fill in
 * the processor's nearest cache. The column is sound and not of cells. One thread at a time.
 */
final class ColumnDecoder {
    private static final int MAX_WIDTH_OF_FOURS = 4;

    private final Column column;
    private final int count;
    private final int bits;
    private final int readable; // so many values lie eight bytes and more before the data's end
    private final byte[] end; // the bytes of the others, with zeros behind
    private int next;

    ColumnDecoder(Column column, int count) {
        this.column = column;
        this.count = count;
        int width = column.width();
        byte[] data = column.data();
        bits = 4 * width;
        readable = width == 0 ? count : HalfBytes.eightByteReads(data.length, width, count) & ~1;
        end = width == 0 ? data : Arrays.copyOfRange(data, readable * width >> 1, data.length + 8);
    }

    /**
     * Writes the next values of a column without absent ones.
     *
     * @param target where to
     * @param at the index of the first value
     * @param stride from one value's index to the next one's
     * @param values how many; an even number, but for the last run
     */
    void decode(long[] target, int at, int stride, int values) {
        if (column.isConstant()) {
            for (int i = 0, to = at; i < values; i++, to += stride) {
                target[to] = column.base();
            }
            return;
        }
        if (column.width() == 0) {
            decodeLine(target, at, stride, values);
        } else {
            int before = Math.max(0, Math.min(values, readable - next));
            decode(column.data(), next, next * bits, target, at, stride, before);
            int from = next + before;
            decode(end, from, (from - readable) * bits, target, at + before * stride, stride, values - before);
        }
        next += values;
    }

    private void decodeLine(long[] target, int at, int stride, int values) {
        Line line = line(next);
        for (int i = 0, to = at; i < values; i++, to += stride) {
            target[to] = line.value();
            line.step();
        }
    }

    private Line line(int from) {
        return new Line(column.base(), column.unit(), column.rise(), count, from);
    }

    private void decode(byte[] bytes, int number, int bit, long[] target, int at, int stride, int values) {
        int fours = column.width() <= MAX_WIDTH_OF_FOURS ? values >> 2 : 0;
        if (column.rise() == 0) {
            decodeFours(bytes, bit >>> 3, target, at, stride, fours);
        } else {
            decodeFoursOnLine(bytes, number, bit >>> 3, target, at, stride, fours);
        }
        int done = 4 * fours;
        decodeSingly(bytes, number + done, bit + done * bits, target, at + done * stride, stride, values - done);
    }

    private void decodeSingly(byte[] bytes, int number, int bit, long[] target, int at, int stride, int values) {
        Line line = line(number);
        long unit = column.unit();
        int right = 64 - bits;
        for (int i = 0, to = at, from = bit; i < values; i++, to += stride, from += bits) {
            long offset = HalfBytes.eightBytes(bytes, from >>> 3) << (from & 4) >>> right;
            target[to] = line.value() + unit * offset;
            line.step();
        }
    }

    /** Four values of up to a quarter of a word each are read at once. */
    private void decodeFours(byte[] bytes, int at, long[] target, int first, int stride, int fours) {
        long base = column.base();
        long unit = column.unit();
        int width = column.width();
        int left = bits;
        int right = 64 - bits;
        for (int i = 0, from = at, to = first; i < fours; i++, from += 2 * width, to += 4 * stride) {
            long rest = HalfBytes.eightBytes(bytes, from);
            target[to] = base + unit * (rest >>> right);
            rest <<= left;
            target[to + stride] = base + unit * (rest >>> right);
            rest <<= left;
            target[to + 2 * stride] = base + unit * (rest >>> right);
            rest <<= left;
            target[to + 3 * stride] = base + unit * (rest >>> right);
        }
    }

    private void decodeFoursOnLine(byte[] bytes, int number, int at, long[] target, int first, int stride, int fours) {
        Line line = line(number);
        long unit = column.unit();
        int width = column.width();
        int left = bits;
        int right = 64 - bits;
        for (int i = 0, from = at, to = first; i < fours; i++, from += 2 * width, to += 4 * stride) {
            long rest = HalfBytes.eightBytes(bytes, from);
            target[to] = line.value() + unit * (rest >>> right);
            line.step();
            rest <<= left;
            target[to + stride] = line.value() + unit * (rest >>> right);
            line.step();
            rest <<= left;
            target[to + 2 * stride] = line.value() + unit * (rest >>> right);
            line.step();
            rest <<= left;
            target[to + 3 * stride] = line.value() + unit * (rest >>> right);
            line.step();
        }
    }

    /**
     * Writes the next values of a column with absent ones: 0 for those, and their bits are taken out of the row's head.
     *
     * @param rows where to, rows with the head first
     * @param at the index of the first row
     * @param word the value's word in the row
     * @param stride words of a row
     * @param values how many
     * @param headBits the bits of the head that say that the value is there
     */
    void decodeNullable(long[] rows, int at, int word, int stride, int values, long headBits) {
        long mask = (1L << bits) - 1;
        long unit = column.unit();
        Line line = new Line(column.base(), unit, column.rise(), count, next);
        for (int i = next, to = at; i < next + values; i++, to += stride) {
            boolean isBefore = i < readable;
            int bit = (isBefore ? i : i - readable) * bits;
            long eight = bits == 0 ? 0 : HalfBytes.eightBytes(isBefore ? column.data() : end, bit >>> 3);
            long offset = eight >>> (64 - bits - (bit & 4)) & mask;
            if (offset == 0) {
                rows[to + word] = 0;
                rows[to] &= ~headBits;
            } else {
                rows[to + word] = line.value() + unit * offset;
            }
            line.step();
        }
        next += values;
    }
}
