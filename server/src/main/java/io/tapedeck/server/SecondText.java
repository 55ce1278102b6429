package io.tapedeck.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The text of one second, {@code 2026-11-23T10:00:00.}: it is turned to another second, and copied where it is wanted. It
 * remembers the day. One thread.
 */
final class SecondText {
    /** Bytes of the text, with the point. */
    static final int BYTES = 20;

    /** The beginning of no second. */
    static final long NONE = 1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final byte[] second = "____-__-__T__:__:__.".getBytes(StandardCharsets.US_ASCII);
    private long dayStart = NONE; // no day begins here: nothing is remembered yet

    /** Whether a time so far behind the beginning of a second is in it. */
    static boolean holds(long fraction) {
        return fraction >= 0 && fraction < SECOND_NANOS;
    }

    /** Copies the text. */
    void print(byte[] target, int at) {
        LONG.set(target, at, (long) LONG.get(second, 0));
        LONG.set(target, at + 8, (long) LONG.get(second, 8));
        INT.set(target, at + 16, (int) INT.get(second, 16));
    }

    /** Turns to the second of a time, and returns its beginning. */
    long turnTo(long nanos) {
        long inDay = nanos - dayStart;
        if (inDay < 0 || inDay >= DAY_NANOS || dayStart == NONE) {
            turnToDay((int) Math.floorDiv(nanos, DAY_NANOS));
            inDay = nanos - dayStart;
        }
        int seconds = (int) (inDay / SECOND_NANOS);
        int minutes = seconds / 60;
        int hours = minutes / 60;
        Digits.two(hours, second, 11);
        Digits.two(minutes - hours * 60, second, 14);
        Digits.two(seconds - minutes * 60, second, 17);
        return dayStart + seconds * SECOND_NANOS;
    }

    private void turnToDay(int epochDay) {
        int packed = CivilDay.packed(epochDay);
        int year = packed >> 9;
        Digits.two(year / 100, second, 0);
        Digits.two(year % 100, second, 2);
        Digits.two(packed >> 5 & 15, second, 5);
        Digits.two(packed & 31, second, 8);
        dayStart = epochDay * DAY_NANOS;
    }
}
