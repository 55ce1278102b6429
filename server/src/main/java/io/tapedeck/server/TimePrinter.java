package io.tapedeck.server;

import java.nio.charset.StandardCharsets;

/**
 * Prints times in one style, and remembers the text of the last second: ticks come by the hundred from the same one, in which
 * only the fraction is new. It takes a printer for each column of times, as two columns may be years apart. Makes no object
 * a time. One thread at a time.
 */
final class TimePrinter {
    /** The longest time in text: {@code 2026-11-23T10:00:00.123456789Z}. */
    static final int MAX_BYTES = 30;

    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final byte[] FORM = "____-__-__T__:__:__.".getBytes(StandardCharsets.US_ASCII);

    private final Times.Style style;
    private final byte[] second = FORM.clone();
    private long secondStart = 1; // no second begins here: nothing is remembered yet
    private long dayStart = 1;

    TimePrinter(Times.Style style) {
        this.style = style;
    }

    /** Whether JSON wants the text between quotes. */
    boolean isText() {
        return style == Times.Style.ISO;
    }

    /** Prints a time and returns the place behind it. */
    int print(long nanos, byte[] target, int at) {
        return isText() ? iso(nanos, target, at) : Digits.print(Times.count(nanos, style), target, at);
    }

    private int iso(long nanos, byte[] target, int at) {
        long fraction = nanos - secondStart;
        if (fraction < 0 || fraction >= SECOND_NANOS || secondStart == 1) {
            turnTo(nanos);
            fraction = nanos - secondStart;
        }
        System.arraycopy(second, 0, target, at, FORM.length);
        Digits.nine((int) fraction, target, at + FORM.length);
        target[at + MAX_BYTES - 1] = 'Z';
        return at + MAX_BYTES;
    }

    private void turnTo(long nanos) {
        long inDay = nanos - dayStart;
        if (inDay < 0 || inDay >= DAY_NANOS || dayStart == 1) {
            turnToDay((int) Math.floorDiv(nanos, DAY_NANOS));
            inDay = nanos - dayStart;
        }
        int seconds = (int) (inDay / SECOND_NANOS);
        int minutes = seconds / 60;
        int hours = minutes / 60;
        Digits.two(hours, second, 11);
        Digits.two(minutes - hours * 60, second, 14);
        Digits.two(seconds - minutes * 60, second, 17);
        secondStart = dayStart + seconds * SECOND_NANOS;
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
