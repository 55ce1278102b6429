package io.tapedeck.server;

import java.io.IOException;
import java.math.BigDecimal;

/**
 * Takes rows of named values. Every row of an answer has the same names in the same order; a value may be null. One thread at
 * a time.
 */
interface RowSink {
    /** Begins a row. */
    void begin();

    /** A value of text, or null. */
    void text(String name, String value);

    /** A value that is not known. */
    void none(String name);

    void whole(String name, long value);

    void flag(String name, boolean value);

    void time(String name, long nanos);

    /** A decimal; its trailing zeros are left out. */
    void decimal(String name, long mantissa, int scale);

    /** A decimal of any length, or null. */
    void decimal(String name, BigDecimal value);

    /** Ends a row. */
    void end() throws IOException;

    /** Ends the rows, and hands all to the stream. */
    void finish() throws IOException;
}
