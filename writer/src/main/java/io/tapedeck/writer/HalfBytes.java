package io.tapedeck.writer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Unsigned numbers of {@code width} half-bytes each, one behind the other, most significant half-byte first: in hexadecimal
 * the bytes read as the numbers' digits, which is how SQL reads them. A width is 0 to {@link #MAX_WIDTH}, so that a number
 * that begins in the middle of a byte still ends within the eight bytes from there. Stateless; any thread may call it.
 */
final class HalfBytes {
    /** The greatest width; the numbers stay below 2^60. */
    static final int MAX_WIDTH = 15;

    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private HalfBytes() {}

    /** The bytes that {@code count} numbers take. */
    static int bytes(int width, int count) {
        return (width * count + 1) / 2;
    }

    /** The width that a number of 0 or above needs; more than {@link #MAX_WIDTH} where it does not fit. */
    static int width(long number) {
        return (64 - Long.numberOfLeadingZeros(number) + 3) / 4;
    }

    /** The eight bytes from {@code at} on as one number. */
    static long eightBytes(byte[] bytes, int at) {
        return (long) BIG.get(bytes, at);
    }

    /**
     * How many of a run's first numbers can be read by {@link #eightBytes} without reaching beyond the array.
     *
     * @return 0 to {@code count}
     */
    static int eightByteReads(int length, int width, int count) {
        if (length < 8) {
            return 0;
        }
        return Math.min(count, ((length - 8) * 2 + 1) / width + 1);
    }

    /**
     * Packs numbers, four or two with one store where eight bytes hold so many.
     *
     * @param numbers each less than 16^width above {@code zero}
     * @param zero what is subtracted from each
     * @param width 0 to {@link #MAX_WIDTH}
     * @param target an array with room for the bytes and 8 more, which are overwritten
     */
    static void pack(long[] numbers, long zero, int count, int width, byte[] target) {
        if (width == 0) {
            return;
        }
        int i = 0;
        if (width <= 4) {
            i = packFours(numbers, zero, count, width, target);
        }
        if (width <= 8) {
            i = packTwos(numbers, zero, i, count, width, target);
        } else {
            i = packWideTwos(numbers, zero, count, width, target);
        }
        if (i < count) {
            BIG.set(target, i * width / 2, (numbers[i] - zero) << 64 - 4 * width);
        }
    }

    private static int packFours(long[] numbers, long zero, int count, int width, byte[] target) {
        int bits = 4 * width;
        int left = 64 - 4 * bits;
        int i = 0;
        for (int at = 0; i + 3 < count; i += 4, at += 2 * width) {
            long first = (numbers[i] - zero) << bits | numbers[i + 1] - zero;
            long second = (numbers[i + 2] - zero) << bits | numbers[i + 3] - zero;
            BIG.set(target, at, (first << 2 * bits | second) << left);
        }
        return i;
    }

    private static int packTwos(long[] numbers, long zero, int from, int count, int width, byte[] target) {
        int bits = 4 * width;
        int left = 64 - 2 * bits;
        int i = from;
        for (int at = i * width / 2; i + 1 < count; i += 2, at += width) {
            BIG.set(target, at, ((numbers[i] - zero) << bits | numbers[i + 1] - zero) << left);
        }
        return i;
    }

    /** Two stores for two numbers; where the width is odd, the second one's first half-byte is in the last byte of the first. */
    private static int packWideTwos(long[] numbers, long zero, int count, int width, byte[] target) {
        int left = 64 - 4 * width;
        int half = width >> 1;
        boolean odd = (width & 1) != 0;
        int i = 0;
        for (int at = 0; i + 1 < count; i += 2, at += width) {
            long first = numbers[i] - zero;
            long second = numbers[i + 1] - zero;
            BIG.set(target, at, first << left);
            BIG.set(target, at + half, odd ? first << 60 | second << left - 4 : second << left);
        }
        return i;
    }
}
