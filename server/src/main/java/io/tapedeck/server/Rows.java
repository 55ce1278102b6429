package io.tapedeck.server;

import java.io.IOException;
import java.math.BigDecimal;

/**
 * Prints rows of named values in one shape. Every row of an answer has the same names in the same order; a value may be null.
 * One thread at a time. It does not close the stream beneath.
 */
abstract class Rows {
    private final Times.Style time;
    private final TickText.Numbers numbers;

    Rows(Times.Style time, TickText.Numbers numbers) {
        this.time = time;
        this.numbers = numbers;
    }

    /** Begins a row. */
    abstract void begin() throws IOException;

    /** A value of text, or null. */
    abstract void text(String name, String value) throws IOException;

    /** A value that is written as it stands: a number, a truth value or null. */
    abstract void bare(String name, String value) throws IOException;

    /** Ends a row. */
    abstract void end() throws IOException;

    /** Ends the rows, and hands all to the stream. */
    abstract void finish() throws IOException;

    void whole(String name, long value) throws IOException {
        bare(name, Long.toString(value));
    }

    void flag(String name, boolean value) throws IOException {
        bare(name, Boolean.toString(value));
    }

    void time(String name, long nanos) throws IOException {
        String text = Times.text(nanos, time);
        if (time == Times.Style.ISO) {
            text(name, text);
        } else {
            bare(name, text);
        }
    }

    void decimal(String name, BigDecimal value) throws IOException {
        if (value == null) {
            bare(name, null);
            return;
        }
        switch (numbers) {
            case JSON -> bare(name, value.toPlainString());
            case STRING, DECIMAL -> text(name, value.toPlainString());
            case DOUBLE ->
                bare(
                        name,
                        BigDecimal.valueOf(value.doubleValue())
                                .stripTrailingZeros()
                                .toPlainString());
        }
    }
}
