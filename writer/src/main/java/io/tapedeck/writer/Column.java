package io.tapedeck.writer;

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
}
