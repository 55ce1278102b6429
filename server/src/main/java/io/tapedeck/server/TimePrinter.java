package io.tapedeck.server;

/**
 * Prints times in one style, and remembers the text of the last second: ticks come by the hundred from the same one, in which
 * only the fraction is new. It takes a printer for each column of times, as two columns may be years apart. Makes no object
 * a time. One thread at a time.
 */
final class TimePrinter {
    /** The longest time in text: {@code 2026-11-23T10:00:00.123456789Z}. */
    static final int MAX_BYTES = 30;

    private final Times.Style style;
    private final SecondText second = new SecondText();
    private long startNanos = SecondText.NONE;

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
        long fraction = nanos - startNanos;
        if (!SecondText.holds(fraction) || startNanos == SecondText.NONE) {
            startNanos = second.turnTo(nanos);
            fraction = nanos - startNanos;
        }
        second.print(target, at);
        Digits.nine((int) fraction, target, at + SecondText.BYTES);
        target[at + MAX_BYTES - 1] = 'Z';
        return at + MAX_BYTES;
    }
}
