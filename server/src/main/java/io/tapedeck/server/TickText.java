package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Prints ticks as rows of JSON, NDJSON or CSV into a stream, through a buffer of its own and without an object a tick. One
 * thread at a time. It does not close the stream.
 *
 * <p>CSV follows RFC 4180, with a line feed alone at the end of a line.
 */
public final class TickText implements TickOutput {
    private static final int BUFFER_BYTES = 64 << 10;

    /** The shape of the text. */
    public enum Format {
        /** JSON objects separated by commas, as the inside of an array. */
        JSON,
        /** One JSON object a line. */
        NDJSON,
        /** A header line, then a line a tick; what is absent is empty. */
        CSV
    }

    /** How decimals are printed. In CSV, which has no types, the first three are the same. */
    public enum Numbers {
        /** JSON numbers with their exact digits. */
        JSON,
        /** JSON strings with the exact digits. */
        STRING,
        /** What a decimal type reads without loss: in text the same as {@link #STRING}. */
        DECIMAL,
        /** JSON numbers with the fewest digits that tell the nearest double. */
        DOUBLE
    }

    private final OutputStream out;
    private final Format format;
    private final TickKind kind;
    private final TickPrinter printer;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private boolean begun;

    /**
     * A printer.
     *
     * @param out where the text goes
     * @param format its shape
     * @param time how times are printed
     * @param numbers how decimals are printed
     * @param symbols the names of symbols
     * @param kind the kind of ticks, which decides the CSV columns; null for both, with the columns of both and one that
     *     names the kind
     */
    public TickText(
            OutputStream out, Format format, Times.Style time, Numbers numbers, SymbolRegistry symbols, TickKind kind) {
        this.out = out;
        this.format = format;
        this.kind = kind;
        printer = new TickPrinter(time, numbers, symbols);
    }

    @Override
    public void print(Tick tick) throws IOException {
        if (used > BUFFER_BYTES - TickPrinter.MAX_ROW_BYTES) {
            empty();
        }
        if (format == Format.CSV) {
            begin();
            if (kind != null && tick.isQuote() != (kind == TickKind.QUOTE)) {
                throw new IllegalArgumentException("a " + tick.kind() + " among the columns of a " + kind);
            }
            used = printer.csv(tick, kind == null, buffer, used);
            return;
        }
        if (format == Format.JSON && begun) {
            buffer[used++] = ',';
        }
        begun = true;
        used = printer.json(tick, buffer, used);
        if (format == Format.NDJSON) {
            buffer[used++] = '\n';
        }
    }

    private void begin() {
        if (!begun) {
            byte[] header = TickPrinter.csvHeader(kind).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(header, 0, buffer, used, header.length);
            used += header.length;
            begun = true;
        }
    }

    @Override
    public void flush() throws IOException {
        if (format == Format.CSV) {
            begin(); // the header too, where no tick came
        }
        empty();
        out.flush();
    }

    private void empty() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
