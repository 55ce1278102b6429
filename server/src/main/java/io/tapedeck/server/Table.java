package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Rows of typed columns on their way into a stream. Each row gives each column one value, or none, and is then ended. What is
 * held back until it makes a piece of the format is bounded, whatever the number of rows. One thread at a time; it does not
 * close the stream, whose failures it passes on.
 */
abstract class Table {
    static Table of(TableFormat format, List<TableColumn> columns, OutputStream out) throws IOException {
        return switch (format) {
            case PARQUET -> new ParquetTable(columns, out);
            case ARROW -> new ArrowTable(columns, out);
        };
    }

    /** Gives a column no value in this row. */
    abstract void none(int column);

    /** Gives a column its whole number or its time. */
    abstract void whole(int column, long value);

    /** Gives a column its decimal: the 128 bits of the unscaled value. */
    abstract void decimal(int column, long high, long low);

    abstract void number(int column, double value);

    /** Gives a column its text; the array is not kept. */
    abstract void text(int column, byte[] utf8, int offset, int length);

    abstract void flag(int column, boolean value);

    /** Ends the row, and writes what has come together where that is enough. */
    abstract void end() throws IOException;

    /** Writes what is left and the mark by which a reader sees that nothing is missing, and flushes the stream. */
    abstract void finish() throws IOException;
}
