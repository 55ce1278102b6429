package io.tapedeck.writer;

/**
 * Chooses the coding of one column and packs it, see {@link Column}. Holds scratch arrays that are used again: one thread at
 * a time. Makes no object but the column.
 */
final class ColumnEncoder {
    /** Stands for an absent value in {@link #values}. */
    static final long ABSENT = Long.MIN_VALUE;

    /** The greatest rise, so that its product with a row's number is far from 2^63 in SQL. */
    private static final long MAX_RISE = 1L << 50;

    /** The column's values, to be filled by the caller. */
    final long[] values = new long[BlockCodec.MAX_TICKS];

    private final long[] steps = new long[BlockCodec.MAX_TICKS];
    private final byte[] packed = new byte[BlockCodec.MAX_TICKS * 8];
    private final ColumnArrays arrays;
    private final boolean mayBeLonger;

    private int count;
    private long min;
    private long max;
    private boolean nulls;
    private long unit;
    private long rise;
    private long lowest; // of the steps, in units above the least value
    private long highest;

    /**
     * An encoder.
     *
     * @param arrays where the columns' arrays come from
     * @param mayBeLonger whether they may be longer than the columns' data, which then cannot be decoded
     */
    ColumnEncoder(ColumnArrays arrays, boolean mayBeLonger) {
        this.arrays = arrays;
        this.mayBeLonger = mayBeLonger;
    }

    /**
     * Encodes {@link #values}, which are lost by that.
     *
     * @param count how many there are
     * @param mayHaveAbsent whether there may be absent ones
     * @param scale the scale to note
     * @return the column, or null where no coding can hold the values
     */
    Column encode(int count, boolean mayHaveAbsent, int scale) {
        this.count = count;
        if (mayHaveAbsent) {
            findRangeOfPresent();
        } else {
            findRange();
        }
        if (min > max) {
            return Column.absent();
        }
        if (min == max && !nulls) {
            return Column.constant(min, scale);
        }
        long range = max - min;
        if (range < 0) { // 2^63 or more apart
            return null;
        }
        findUnit();
        toSteps();
        lowest = 0;
        highest = range / unit;
        subtractLine();
        return width() > HalfBytes.MAX_WIDTH ? null : pack(scale);
    }

    /** The width of the offsets from the lowest step to the highest. */
    private int width() {
        return HalfBytes.width(highest - lowest + (nulls ? 1 : 0));
    }

    private void findRange() {
        long low = values[0];
        long high = low;
        for (int i = 1; i < count; i++) {
            long value = values[i];
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        min = low;
        max = high;
        nulls = false;
    }

    private void findRangeOfPresent() {
        long low = Long.MAX_VALUE;
        long high = ABSENT;
        nulls = false;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            if (value == ABSENT) {
                nulls = true;
            } else {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        min = low;
        max = high;
    }

    private void findUnit() {
        long divisor = 0;
        for (int i = 0; i < count && divisor != 1; i++) {
            long value = values[i];
            if (value == ABSENT) {
                continue;
            }
            long difference = value - min;
            if (divisor == 0) {
                divisor = difference;
            } else if (difference % divisor != 0) {
                divisor = commonDivisor(divisor, difference);
            }
        }
        unit = Math.max(1, divisor);
    }

    private static long commonDivisor(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    /** Turns values into units above the least one. The division leaves no rest, so a multiplication will do. */
    private void toSteps() {
        if (unit == 1 && !nulls) {
            for (int i = 0; i < count; i++) {
                values[i] -= min;
            }
            return;
        }
        int zeros = Long.numberOfTrailingZeros(unit);
        long inverse = inverse(unit >>> zeros);
        long low = min;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            values[i] = value == ABSENT ? ABSENT : ((value - low) >>> zeros) * inverse;
        }
    }

    /** The number whose product with an odd one is 1 modulo 2^64; each round doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    /** Subtracts a line from the first to the last value where that makes the offsets shorter. */
    private void subtractLine() {
        rise = 0;
        int width = width();
        int first = 0;
        int last = count - 1;
        while (values[first] == ABSENT) {
            first++;
        }
        while (values[last] == ABSENT) {
            last--;
        }
        long height = values[last] - values[first];
        if (height == 0 || Math.abs(height) >= MAX_RISE) {
            return;
        }
        long slope = height + height / (count - 1); // of count steps, where the last value is count - 1 steps away
        long range = highest;
        if (HalfBytes.width(Math.max(0, range - Math.abs(slope))) == width) {
            return; // a line takes at most its own height off the range
        }
        subtract(slope);
        if (width() < width) {
            rise = slope;
            System.arraycopy(steps, 0, values, 0, count);
        } else {
            lowest = 0;
            highest = range;
        }
    }

    private void subtract(long slope) {
        Line line = new Line(0, 1, slope, count, 0);
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            if (value == ABSENT) {
                steps[i] = ABSENT;
            } else {
                long step = value - line.value();
                steps[i] = step;
                low = Math.min(low, step);
                high = Math.max(high, step);
            }
            line.step();
        }
        lowest = low;
        highest = high;
    }

    private Column pack(int scale) {
        int width = width();
        long zero = lowest - (nulls ? 1 : 0);
        long base;
        try {
            base = Math.addExact(min, Math.multiplyExact(unit, zero));
            // SQL counts up from the base: what lies between must be a 64-bit integer there, too.
            Math.subtractExact(max, base);
            Math.subtractExact(min, base);
        } catch (ArithmeticException overflow) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            values[i] = values[i] == ABSENT ? 0 : values[i] - zero;
        }
        HalfBytes.pack(values, count, width, packed);
        byte[] data = arrays.take(width, count, mayBeLonger);
        System.arraycopy(packed, 0, data, 0, HalfBytes.bytes(width, count));
        return Column.numbers(base, unit, rise, width, nulls, scale, data);
    }
}
