package io.tapedeck.server;

import io.tapedeck.query.Candles;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes candles into a stream, with the columns and names of the HTTP interface. One thread at a time. It does not close the
 * stream.
 */
public final class CandleOutput {
    private final RowSink rows;

    /**
     * Candles as text.
     *
     * @param out where it goes
     * @param format NDJSON or CSV
     * @param numbers how decimals are printed
     */
    public CandleOutput(OutputStream out, TickText.Format format, TickText.Numbers numbers) {
        rows = format == TickText.Format.CSV
                ? new CsvRows(out, CandlesReading.COLUMNS, Times.Style.ISO, numbers)
                : new JsonRows(out, format == TickText.Format.NDJSON, Times.Style.ISO, numbers);
    }

    /**
     * Candles as a table of typed columns.
     *
     * @param out where its bytes go
     * @param format their format
     * @param numbers how decimals are given: JSON and DECIMAL as a type of decimals
     * @throws IOException as the stream says
     */
    public CandleOutput(OutputStream out, TableFormat format, TickText.Numbers numbers) throws IOException {
        rows = new TableRows(out, format, CandlesReading.COLUMNS, Times.Style.ISO, numbers);
    }

    /**
     * Takes a candle.
     *
     * @param row the candle
     * @throws IOException as the stream says
     * @throws io.tapedeck.query.QueryException BAD_VALUE where a sum of sizes has too many digits for a column of decimals
     */
    public void print(Candles.Row row) throws IOException {
        CandlesReading.printWhole(rows, row);
    }

    /**
     * Writes what is left, with what marks the end where the format has such a mark, and flushes the stream.
     *
     * @throws IOException as the stream says
     */
    public void flush() throws IOException {
        rows.finish();
    }
}
