package io.tapedeck.writer;

import java.util.Arrays;

/**
 * One column of a block. Value i, from 0, is
 *
 * <pre>
 *   base + unit * ((i * rise) / count + offset i)
 * </pre>
 *
 * with the division truncated toward zero; the offsets are in {@code data} as {@link HalfBytes} of {@code width}. Where
 * {@code nulls} is set the offset 0 means that the value is absent, and those that are there begin at 1. Ids that are not
 * numbers are cells of {@code width} bytes instead, see {@link IdCells}.
 *
 * <p>Immutable, but that nobody may change the array behind {@link #data}; any thread.
 */
record Column(long base, long unit, long rise, int width, boolean nulls, int scale, int cells, byte[] data) {
    private static final byte[] NO_DATA = new byte[0];

    /** A column of numbers. */
    static Column numbers(long base, long unit, long rise, int width, boolean nulls, int scale, byte[] data) {
        return new Column(base, unit, rise, width, nulls, scale, IdCells.NUMBERS, data);
    }

    /** A column whose values are all the same. */
    static Column constant(long value, int scale) {
        return numbers(value, 1, 0, 0, false, scale, NO_DATA);
    }

    /** A column whose values are all absent. */
    static Column absent() {
        return numbers(0, 1, 0, 0, true, 0, NO_DATA);
    }

    /** Whether the values are all the same, and there. */
    boolean isConstant() {
        return width == 0 && rise == 0 && !nulls && cells == IdCells.NUMBERS;
    }

    /** Whether the coding is one that the codec writes, and the data as long as it says. */
    boolean isSound(int count) {
        boolean isSound = cells == IdCells.NUMBERS
                ? width >= 0 && width <= HalfBytes.MAX_WIDTH && scale >= 0 && scale <= 18
                : IdCells.isSound(cells, width);
        return isSound && data.length == dataBytes(count);
    }

    /** The bytes that the values of a sound column take, with which {@link #data} begins. */
    int dataBytes(int count) {
        return cells == IdCells.NUMBERS ? HalfBytes.bytes(width, count) : width * count;
    }

    /**
     * Writes the values of a column without absent ones.
     *
     * @param target where to
     * @param at the index of the first value
     * @param stride from one value's index to the next one's
     * @param count how many values the column has
     */
    void decode(long[] target, int at, int stride, int count) {
        if (width == 0 && rise == 0) {
            for (int i = 0, to = at; i < count; i++, to += stride) {
                target[to] = base;
            }
            return;
        }
        if (width == 0) {
            decodeLine(target, at, stride, count);
            return;
        }
        int full = HalfBytes.eightByteReads(data.length, width, count);
        byte[] end = end(full);
        if (rise == 0) {
            decodeOffsets(data, 0, target, at, stride, full);
            decodeOffsets(end, full * width & 1, target, at + full * stride, stride, count - full);
        } else {
            decodeBoth(data, 0, target, at, stride, 0, full, count);
            decodeBoth(end, full * width & 1, target, at + full * stride, stride, full, count, count);
        }
    }

    /** The bytes from the value {@code from} on, with zeros behind, so that its end too can be read by eight bytes. */
    private byte[] end(int from) {
        return Arrays.copyOfRange(data, from * width >> 1, data.length + 8);
    }

    private void decodeOffsets(byte[] bytes, int halfByte, long[] target, int at, int stride, int values) {
        int bits = 4 * width;
        int right = 64 - bits;
        long base = this.base;
        long unit = this.unit;
        int bit = halfByte * 4;
        for (int i = 0, to = at; i < values; i++, to += stride, bit += bits) {
            long offset = HalfBytes.eightBytes(bytes, bit >>> 3) << (bit & 4) >>> right;
            target[to] = base + unit * offset;
        }
    }

    private void decodeLine(long[] target, int at, int stride, int count) {
        Line line = new Line(base, unit, rise, count, 0);
        for (int i = 0, to = at; i < count; i++, to += stride) {
            target[to] = line.value;
            line.step();
        }
    }

    private void decodeBoth(
            byte[] bytes, int halfByte, long[] target, int at, int stride, int from, int end, int count) {
        int bits = 4 * width;
        int right = 64 - bits;
        long unit = this.unit;
        int bit = halfByte * 4;
        Line line = new Line(base, unit, rise, count, from);
        for (int i = from, to = at; i < end; i++, to += stride, bit += bits) {
            long offset = HalfBytes.eightBytes(bytes, bit >>> 3) << (bit & 4) >>> right;
            target[to] = line.value + unit * offset;
            line.step();
        }
    }

    /**
     * Writes the values of a column with absent ones: 0 for those, and their bits are taken out of the row's head.
     *
     * @param rows where to, rows with the head first
     * @param at the index of the first row
     * @param word the value's word in the row
     * @param stride words of a row
     * @param count how many values the column has
     * @param headBits the bits of the head that say that the value is there
     */
    void decodeNullable(long[] rows, int at, int word, int stride, int count, long headBits) {
        byte[] bytes = end(0);
        int bits = 4 * width;
        long mask = (1L << bits) - 1;
        Line line = new Line(base, unit, rise, count, 0);
        for (int i = 0, to = at, bit = 0; i < count; i++, to += stride, bit += bits) {
            long offset = HalfBytes.eightBytes(bytes, bit >>> 3) >>> (64 - bits - (bit & 4)) & mask;
            if (offset == 0) {
                rows[to + word] = 0;
                rows[to] &= ~headBits;
            } else {
                rows[to + word] = line.value + unit * offset;
            }
            line.step();
        }
    }

    /** {@code base + unit * ((i * rise) / count)} for one i after the other, without a division each. */
    static final class Line {
        private final long whole;
        private final long extra;
        private final int restStep;
        private final int count;
        private int rest;
        long value;

        /** The line at the value {@code from}. */
        Line(long base, long unit, long rise, int count, int from) {
            long height = Math.abs(rise);
            this.extra = rise < 0 ? -unit : unit;
            this.whole = extra * (height / count);
            this.restStep = (int) (height % count);
            this.count = count;
            this.rest = (int) (from * height % count);
            this.value = base + extra * (from * height / count);
        }

        void step() {
            rest += restStep;
            int over = count - 1 - rest >> 31; // -1 where the rest has become a whole, else 0: no branch to guess
            rest -= count & over;
            value += whole + (extra & over);
        }
    }
}
