package io.tapedeck.server;

import java.util.Arrays;

/**
 * Prints times in one style, and remembers the text of the last day: ticks come by the thousand from the same one. Makes no
 * object a time. One thread at a time.
 */
final class TimePrinter {
    /** The longest time in text: {@code 2026-11-23T10:00:00.123456789Z}. */
    static final int MAX_BYTES = 30;

    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final int DAY_BYTES = 11;

    private final Times.Style style;
    private final byte[] day = new byte[DAY_BYTES];
    private long dayStart = 1; // no day begins here: nothing is remembered yet

    TimePrinter(Times.Style style) {
        this.style = style;
        Arrays.fill(day, (byte) '-');
        day[DAY_BYTES - 1] = 'T';
    }

    /** Whether JSON wants the text between quotes. */
    boolean isText() {
        return style == Times.Style.ISO;
    }

    /** Prints a time and returns the place behind it. */
    int print(long nanos, byte[] target, int at) {
        return switch (style) {
            case ISO -> iso(nanos, target, at);
            case NS -> Digits.print(nanos, target, at);
            case US -> Digits.print(Math.floorDiv(nanos, 1_000L), target, at);
            case MS -> Digits.print(Math.floorDiv(nanos, 1_000_000L), target, at);
            case S -> Digits.print(Math.floorDiv(nanos, 1_000_000_000L), target, at);
        };
    }

    private int iso(long nanos, byte[] target, int at) {
        long inDay = nanos - dayStart;
        if (dayStart == 1 || inDay < 0 || inDay >= DAY_NANOS) {
            inDay = nanos - turnTo(nanos);
        }
        System.arraycopy(day, 0, target, at, DAY_BYTES);
        int seconds = (int) (inDay / 1_000_000_000L);
        int fraction = (int) (inDay - seconds * 1_000_000_000L);
        int minutes = seconds / 60;
        int hours = minutes / 60;
        Digits.two(hours, target, at + 11);
        target[at + 13] = ':';
        Digits.two(minutes - hours * 60, target, at + 14);
        target[at + 16] = ':';
        Digits.two(seconds - minutes * 60, target, at + 17);
        target[at + 19] = '.';
        Digits.nine(fraction, target, at + 20);
        target[at + 29] = 'Z';
        return at + MAX_BYTES;
    }

    private long turnTo(long nanos) {
        int epochDay = (int) Math.floorDiv(nanos, DAY_NANOS);
        int packed = CivilDay.packed(epochDay);
        int year = packed >> 9;
        Digits.two(year / 100, day, 0);
        Digits.two(year % 100, day, 2);
        Digits.two(packed >> 5 & 15, day, 5);
        Digits.two(packed & 31, day, 8);
        dayStart = epochDay * DAY_NANOS;
        return dayStart;
    }
}
