package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints rows of named values in one shape, through an array of its own. Every row of an answer has the same names in the same
 * order; a value may be null. One thread at a time. It does not close the stream beneath.
 */
abstract class Rows implements RowSink {
    /** From so many zeros behind the point on {@link BigDecimal#toString} may write an exponent. */
    private static final int SMALLEST_PLAIN = 6;

    private static final int FIRST_BYTES = 8 << 10;
    private static final int EMPTIED_BYTES = 32 << 10;

    private final OutputStream out;
    private final TimePrinter times;
    private final TickText.Numbers numbers;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int used;

    Rows(OutputStream out, Times.Style time, TickText.Numbers numbers) {
        this.out = out;
        this.times = new TimePrinter(time);
        this.numbers = numbers;
    }

    /** Prints what stands in front of the value of a name. */
    abstract void beginValue(String name);

    /** Prints what stands for null. */
    abstract void putNull();

    /** Prints a value of text. */
    abstract void putText(String value);

    /** Prints the mark around values that could be taken for another type. */
    abstract void putQuote();

    /** Prints what ends a row. */
    abstract void putEnd();

    @Override
    public final void end() throws IOException {
        putEnd();
        ended();
    }

    /** To be called behind each row. */
    final void ended() throws IOException {
        if (used >= EMPTIED_BYTES) {
            empty();
        }
    }

    @Override
    public final void finish() throws IOException {
        empty();
        out.flush();
    }

    private void empty() throws IOException {
        out.write(bytes, 0, used);
        used = 0;
    }

    @Override
    public final void text(String name, String value) {
        beginValue(name);
        if (value == null) {
            putNull();
        } else {
            putText(value);
        }
    }

    @Override
    public final void none(String name) {
        beginValue(name);
        putNull();
    }

    @Override
    public final void whole(String name, long value) {
        beginValue(name);
        whole(value);
    }

    /** Prints a whole number as it stands. */
    final void whole(long value) {
        makeRoom(Digits.MAX_BYTES);
        used = Digits.print(value, bytes, used);
    }

    @Override
    public final void flag(String name, boolean value) {
        beginValue(name);
        put(Boolean.toString(value));
    }

    @Override
    public final void time(String name, long nanos) {
        beginValue(name);
        makeRoom(TimePrinter.MAX_BYTES + 2);
        if (times.isText()) {
            putQuote();
        }
        used = times.print(nanos, bytes, used);
        if (times.isText()) {
            putQuote();
        }
    }

    @Override
    public final void decimal(String name, long mantissa, int scale) {
        beginValue(name);
        makeRoom(DecimalPrinter.MAX_BYTES);
        putNumberQuote();
        used = DecimalPrinter.print(mantissa, scale, numbers == TickText.Numbers.DOUBLE, bytes, used);
        putNumberQuote();
    }

    private void putNumberQuote() {
        if (numbers == TickText.Numbers.STRING || numbers == TickText.Numbers.DECIMAL) {
            putQuote();
        }
    }

    @Override
    public final void decimal(String name, BigDecimal value) {
        if (value == null) {
            none(name);
            return;
        }
        beginValue(name);
        switch (numbers) {
            case JSON -> put(plain(value));
            case STRING, DECIMAL -> {
                putQuote();
                put(plain(value));
                putQuote();
            }
            case DOUBLE ->
                put(BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros().toPlainString());
        }
    }

    /** The text without an exponent; of most numbers it is the one that they remember, where they were printed before. */
    private static String plain(BigDecimal value) {
        return value.scale() >= 0 && value.scale() - value.precision() < SMALLEST_PLAIN
                ? value.toString()
                : value.toPlainString();
    }

    /** Prints a character as it stands. */
    final void put(char ascii) {
        makeRoom(1);
        bytes[used++] = (byte) ascii;
    }

    /** Prints a text as it stands. */
    final void put(String text) {
        int length = text.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                put(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[used++] = (byte) c;
        }
    }

    /** Prints bytes as they stand. */
    final void put(byte[] utf8) {
        makeRoom(utf8.length);
        System.arraycopy(utf8, 0, bytes, used, utf8.length);
        used += utf8.length;
    }

    /** Prints straight into this printer's array, where there is room for so many bytes. */
    final void put(int maxBytes, Printing printing) {
        makeRoom(maxBytes);
        used = printing.print(bytes, used);
    }

    /** Prints into an array and returns the place behind. */
    @FunctionalInterface
    interface Printing {
        int print(byte[] target, int at);
    }

    private void makeRoom(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + more, 2 * bytes.length));
        }
    }
}
