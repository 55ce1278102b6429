package io.tapedeck.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Prints numbers that mostly rise by little, such as {@code seq} and a series' ids: the digits in front of the last four are kept
 * as text, and only the last four are made anew. Any other number is right too, and takes longer. One thread.
 */
final class CountText {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RUN = 10_000; // numbers that differ in their last four digits
    private static final long NONE = Long.MIN_VALUE;

    private long start = NONE; // of the run that the text is of
    private int length;
    private long first; // the text's first eight bytes, and the second eight
    private long second;

    /** Prints a number of 0 or above and returns the place behind it; there is room for 24 bytes. */
    int print(long value, byte[] target, int at) {
        long behind = value - start;
        if (behind < 0 || behind >= RUN) {
            return turn(value, target, at);
        }
        LONG.set(target, at, first);
        LONG.set(target, at + 8, second);
        Digits.four((int) behind, target, at + length - 4);
        return at + length;
    }

    private int turn(long value, byte[] target, int at) {
        int end = Digits.print(value, target, at);
        if (value >= RUN) { // below that no digit is in front of the last four
            start = value / RUN * RUN;
            length = end - at;
            first = (long) LONG.get(target, at);
            second = (long) LONG.get(target, at + 8);
        }
        return end;
    }
}
