package io.tapedeck.tools;

import io.tapedeck.query.Candles;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Prints candles as CSV or NDJSON, with the columns and names of the HTTP interface. One thread at a time. */
final class CandleText {
    private static final String[] NAMES = {"ts", "open", "high", "low", "close", "volume", "vwap", "count", "complete"};

    private final OutputStream out;
    private final boolean csv;
    private final StringBuilder line = new StringBuilder();
    private boolean begun;

    CandleText(OutputStream out, ExportQuery.Format format) {
        this.out = out;
        this.csv = format == ExportQuery.Format.CSV;
    }

    void print(Candles.Row row) throws IOException {
        begin();
        String ts = Times.text(row.tsNanos(), Times.Style.ISO);
        String[] values = {
            csv ? ts : '"' + ts + '"',
            plain(row.open()),
            plain(row.high()),
            plain(row.low()),
            plain(row.close()),
            plain(row.volume()),
            plain(row.vwap()),
            Long.toString(row.count()),
            Boolean.toString(row.complete())
        };
        line.setLength(0);
        for (int i = 0; i < values.length; i++) {
            line.append(i == 0 ? csv ? "" : "{" : ",");
            if (!csv) {
                line.append('"').append(NAMES[i]).append("\":");
            }
            line.append(values[i]);
        }
        write(line.append(csv ? "\n" : "}\n"));
    }

    private String plain(BigDecimal value) {
        return value == null ? csv ? "" : "null" : value.toPlainString();
    }

    private void begin() throws IOException {
        if (csv && !begun) {
            write(String.join(",", NAMES) + "\n");
        }
        begun = true;
    }

    void flush() throws IOException {
        begin();
        out.flush();
    }

    private void write(CharSequence text) throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
