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

    private static final int SAMPLES = 16;

    /** The column's values, to be filled by the caller. */
    final long[] values = new long[BlockCodec.MAX_TICKS];

    private final long[] others = new long[BlockCodec.MAX_TICKS];
    private final byte[] packed = new byte[BlockCodec.MAX_TICKS * 8];
    private final ColumnArrays arrays;
    private final boolean mayBeLonger;

    private int count;
    private long min;
    private long max;
    private boolean nulls;
    private long unit;
    private long rise;
    private long[] steps; // one of the two arrays: units above the least value, plus the origin
    private long origin;
    private long lowest; // of the steps
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
        toSteps(range);
        lowest = 0;
        highest = range / unit;
        subtractLine();
        return width() > HalfBytes.MAX_WIDTH ? null : pack(scale);
    }

    /** The least of the values that were encoded last; of no meaning where none was there. */
    long min() {
        return min;
    }

    /** The greatest of them likewise. */
    long max() {
        return max;
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

    /** Finds the unit and turns values into units above the least one. */
    private void toSteps(long range) {
        unit = sampledUnit(range);
        steps = values;
        origin = min;
        while (unit != 1) {
            int stopped = divide(range / unit);
            if (stopped == count) {
                steps = others;
                origin = 0;
                return;
            }
            unit = commonDivisor(unit, values[stopped] - min);
        }
    }

    /** The common divisor of the range and some of the differences: a multiple of that of all. */
    private long sampledUnit(long range) {
        long divisor = range;
        for (int i = 0; i < count && divisor > 1; i += 1 + count / SAMPLES) {
            if (values[i] != ABSENT) {
                divisor = commonDivisor(divisor, values[i] - min);
            }
        }
        return Math.max(1, divisor);
    }

    /**
     * Divides the differences by the unit: with the inverse of its odd part modulo 2^64 that is a multiplication and a rotation,
     * and what leaves a rest comes out above every quotient that there is.
     *
     * @param greatest the greatest quotient
     * @return where a difference leaves a rest, or the count
     */
    private int divide(long greatest) {
        int zeros = Long.numberOfTrailingZeros(unit);
        long inverse = inverse(unit >>> zeros);
        long low = min;
        long[] quotients = others;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            if (nulls && value == ABSENT) {
                quotients[i] = ABSENT;
                continue;
            }
            long quotient = Long.rotateRight((value - low) * inverse, zeros);
            if (Long.compareUnsigned(quotient, greatest) > 0) {
                return i;
            }
            quotients[i] = quotient;
        }
        return count;
    }

    private static long commonDivisor(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
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
        while (steps[first] == ABSENT) {
            first++;
        }
        while (steps[last] == ABSENT) {
            last--;
        }
        long height = steps[last] - steps[first];
        if (height == 0 || Math.abs(height) >= MAX_RISE) {
            return;
        }
        long slope = height + height / (count - 1); // of count steps, where the last value is count - 1 steps away
        long range = highest;
        if (HalfBytes.width(Math.max(0, range - Math.abs(slope))) == width || !isPromising(slope, width)) {
            return; // a line takes at most its own height off the range
        }
        long[] rests = steps == values ? others : values;
        subtract(slope, rests);
        if (width() < width) {
            rise = slope;
            steps = rests;
            origin = 0;
        } else {
            lowest = 0;
            highest = range;
        }
    }

    /** Whether some of the values alone would take fewer half-bytes above a line; if not, all of them do not either. */
    private boolean isPromising(long slope, int width) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = 0; i < count; i += 1 + count / SAMPLES) {
            if (steps[i] != ABSENT) {
                long rest = steps[i] - origin - i * slope / count;
                low = Math.min(low, rest);
                high = Math.max(high, rest);
            }
        }
        return low > high || HalfBytes.width(high - low) < width;
    }

    /** Subtracts a line, as {@link Column} has it, and finds the lowest and the highest of what is left. */
    private void subtract(long slope, long[] rests) {
        Line line = new Line(origin, 1, slope, count, 0);
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long step = steps[i];
            if (step == ABSENT) {
                rests[i] = ABSENT;
            } else {
                long rest = step - line.value();
                rests[i] = rest;
                low = Math.min(low, rest);
                high = Math.max(high, rest);
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
        zero += origin;
        for (int i = 0; nulls && i < count; i++) {
            steps[i] = steps[i] == ABSENT ? zero : steps[i];
        }
        HalfBytes.pack(steps, zero, count, width, packed);
        byte[] data = arrays.take(width, count, mayBeLonger);
        System.arraycopy(packed, 0, data, 0, HalfBytes.bytes(width, count));
        return Column.numbers(base, unit, rise, width, nulls, scale, data);
    }
}
