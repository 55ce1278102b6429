package io.tapedeck.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole numbers in ASCII, some digits at a step, without an object. Stateless; any thread. */
final class Digits {
    /** The longest {@code long} in text. */
    static final int MAX_BYTES = 20;

    /** 10^8: a value below it has at most the eight digits that {@link #split} makes at a step. */
    static final int EIGHT = 100_000_000;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L;
    private static final short[] PAIRS = new short[100];
    private static final int[] FOURS = new int[10_000]; // the four digits of each, a byte each

    static {
        for (int i = 0; i < FOURS.length; i++) {
            FOURS[i] = i / 1000 | i / 100 % 10 << 8 | i / 10 % 10 << 16 | i % 10 << 24;
        }
        for (int i = 0; i < 100; i++) {
            PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
        }
    }

    private Digits() {}

    /** Reads eight digits; -1 where one of the characters is none. */
    static int eight(byte[] ascii, int at) {
        long word = Ascii.eight(ascii, at);
        // A digit's upper half-byte is 3, and stays 3 when 6 is added.
        long upper = word & 0xf0f0f0f0f0f0f0f0L | (word + 0x0606060606060606L & 0xf0f0f0f0f0f0f0f0L) >>> 4;
        if (upper != 0x3333333333333333L) {
            return -1;
        }
        // Neighbours join to pairs, pairs to fours, fours to the whole.
        long pairs = (word & 0x0f0f0f0f0f0f0f0fL) * (10 << 8 | 1) >>> 8 & 0x00ff00ff00ff00ffL;
        long fours = pairs * (100 << 16 | 1) >>> 16 & 0x0000ffff0000ffffL;
        return (int) (fours * (10_000L << 32 | 1) >>> 32);
    }

    /** Prints 00 to 99. */
    static void two(int value, byte[] target, int at) {
        SHORT.set(target, at, PAIRS[value]);
    }

    /** Prints 0000 to 9999. */
    static void four(int value, byte[] target, int at) {
        INT.set(target, at, FOURS[value] | (int) ZEROS);
    }

    /** Prints nine digits, zeros in front, of a value of 0 or above. */
    static void nine(int value, byte[] target, int at) {
        int top = (int) (value * 0x55e63b89L >>> 57); // value / EIGHT, without what a division does about signs
        target[at] = (byte) ('0' + top);
        eight(value - top * EIGHT, target, at + 1);
    }

    private static void eight(int value, byte[] target, int at) {
        LONG.set(target, at, split(value) | ZEROS);
    }

    /**
     * The digits of a value from 0 on below {@link #EIGHT}, zeros in front: numbers of one byte each, the first in the lowest.
     */
    static long split(int value) {
        int high = (int) (value * 0x68db8badL >>> 44); // value / 10_000, as above
        return FOURS[high] | (long) FOURS[value - high * 10_000] << 32;
    }

    /** How many zeros are in front of the first digit that is none; 8 where all are. */
    static int zerosInFront(long digits) {
        return Long.numberOfTrailingZeros(digits) >>> 3;
    }

    /** How many zeros are behind the last digit that is none; 8 where all are. */
    static int zerosBehind(long digits) {
        return Long.numberOfLeadingZeros(digits) >>> 3;
    }

    /** Prints digits from the one with a number on, to the eighth; eight bytes are written, what is behind them means nothing. */
    static void print(long digits, int from, byte[] target, int at) {
        LONG.set(target, at, (digits | ZEROS) >>> (from << 3));
    }

    /** Prints a number and returns the place behind it; there is room for {@link #MAX_BYTES}. */
    static int print(long value, byte[] target, int at) {
        if (value < 0) {
            target[at++] = '-';
            if (value == Long.MIN_VALUE) { // its magnitude is no long
                at = print(922_337_203_685_477_580L, target, at);
                target[at] = '8';
                return at + 1;
            }
            value = -value;
        }
        if (value < EIGHT) {
            return few((int) value, target, at);
        }
        long high = value / EIGHT;
        at = high < EIGHT ? few((int) high, target, at) : print(high, target, at);
        eight((int) (value - high * EIGHT), target, at);
        return at + 8;
    }

    private static int few(int value, byte[] target, int at) {
        long digits = split(value);
        int from = Math.min(zerosInFront(digits), 7); // a zero alone is printed
        print(digits, from, target, at);
        return at + 8 - from;
    }

    /**
     * Prints a value of 0 or above so that it ends at {@code end}, with zeros in front from {@code at} on; up to eight bytes are
     * written behind that, which mean nothing.
     */
    static void fill(long value, byte[] target, int at, int end) {
        if (end - at > 8) {
            long high = value / EIGHT;
            fill(high, target, at, end - 8);
            eight((int) (value - high * EIGHT), target, end - 8);
        } else {
            print(split((int) value), 8 - (end - at), target, at);
        }
    }
}
