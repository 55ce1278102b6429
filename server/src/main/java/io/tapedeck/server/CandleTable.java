package io.tapedeck.server;

import io.tapedeck.query.Candles;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes candles as rows of a table of typed columns, which have the names of the JSON rows. One thread at a time. It does not
 * close the stream.
 */
public final class CandleTable {
    private final TableRows rows;

    /**
     * A table.
     *
     * @param out where its bytes go
     * @param format their format
     * @param numbers how decimals are given
     * @throws IOException as the stream says
     */
    public CandleTable(OutputStream out, TableFormat format, TickText.Numbers numbers) throws IOException {
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
     * Writes what is left and flushes the stream.
     *
     * @throws IOException as the stream says
     */
    public void flush() throws IOException {
        rows.finish();
    }
}
