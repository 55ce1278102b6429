package io.tapedeck.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole numbers in ASCII, some digits at a step, without an object. Stateless; any thread. */
final class Digits {
    /** The longest {@code long} in text. */
    static final int MAX_BYTES = 20;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final short[] PAIRS = new short[100];

    private static final long[] POWERS = new long[19];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = i == 0 ? 1 : 10 * POWERS[i - 1];
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

    /** Prints nine digits, zeros in front. */
    static void nine(int value, byte[] target, int at) {
        int high = value / 10_000;
        int low = value - high * 10_000;
        two(low % 100, target, at + 7);
        two(low / 100, target, at + 5);
        two(high % 100, target, at + 3);
        high /= 100;
        two(high % 100, target, at + 1);
        target[at] = (byte) ('0' + high / 100);
    }

    /** How many digits a value of 0 or above has. */
    static int count(long value) {
        int bits = 64 - Long.numberOfLeadingZeros(value | 1);
        int digits = bits * 1233 >> 12; // bits times log 2: right, or one too low
        return digits < 19 && value >= POWERS[digits] ? digits + 1 : Math.max(digits, 1);
    }

    /** Prints a number and returns the place behind it. */
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
        int end = at + count(value);
        fill(value, target, at, end);
        return end;
    }

    /** Prints a value of 0 or above so that it ends at {@code end}, with zeros in front from {@code at} on. */
    static void fill(long value, byte[] target, int at, int end) {
        int place = end;
        while (place - at > 9) {
            long rest = value / 1_000_000_000L;
            place -= 9;
            nine((int) (value - rest * 1_000_000_000L), target, place);
            value = rest;
        }
        int low = (int) value;
        while (place - at >= 2) {
            int rest = low / 100;
            place -= 2;
            two(low - rest * 100, target, place);
            low = rest;
        }
        if (place > at) {
            target[at] = (byte) ('0' + low % 10);
        }
    }
}
