package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Prints ticks as rows of JSON, NDJSON or CSV into a stream, through a buffer of its own and without an object a tick. One
 * thread at a time. It does not close the stream.
 */
public final class TickText {
    /** The shape of the text. */
    public enum Format {
        /** JSON objects separated by commas, as the inside of an array. */
        JSON,
        /** One JSON object a line. */
        NDJSON,
        /** A header line, then a line a tick; what is absent is empty. */
        CSV
    }

    /** How decimals are printed. */
    public enum Numbers {
        /** JSON numbers with their exact digits. */
        JSON,
        /** JSON strings. */
        STRING
    }

    /**
     * A printer.
     *
     * @param out where the text goes
     * @param format its shape
     * @param time how times are printed
     * @param numbers how decimals are printed
     * @param symbols the names of symbols
     * @param kind the kind of ticks, which decides the CSV columns; null for both, with the columns of both
     */
    public TickText(
            OutputStream out, Format format, Times.Style time, Numbers numbers, SymbolRegistry symbols, TickKind kind) {
        throw new UnsupportedOperationException();
    }

    /**
     * Prints a tick.
     *
     * @param tick the tick
     * @throws IOException as the stream says
     */
    public void print(Tick tick) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes out what is buffered (for CSV the header too, where no tick came).
     *
     * @throws IOException as the stream says
     */
    public void flush() throws IOException {
        throw new UnsupportedOperationException();
    }
}
