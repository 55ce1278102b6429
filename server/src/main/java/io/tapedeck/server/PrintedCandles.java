package io.tapedeck.server;

import io.tapedeck.query.Candles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Remembers complete candles as the JSON that was printed of them. The query remembers closed candles and gives the same rows
 * again, so a row is known by its identity; one that changes comes as another row. A row is remembered when it is met for the
 * second time, or answers that are asked for once would push the others out. At most {@value #PLACES} rows, some 6 MB. Any
 * thread.
 */
final class PrintedCandles {
    private static final int PLACES = 1 << 15;

    private final AtomicReferenceArray<Printed> places = new AtomicReferenceArray<>(PLACES);

    /** What was printed of a row in one style; without text where the row was met once. */
    private record Printed(Candles.Row row, Times.Style time, TickText.Numbers numbers, byte[] text) {
        boolean isOf(Candles.Row other, Times.Style otherTime, TickText.Numbers otherNumbers) {
            return row == other && time == otherTime && numbers == otherNumbers;
        }
    }

    /** Prints the rows of an answer. */
    void print(JsonRows rows, Candles candles, Times.Style time, TickText.Numbers numbers) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        JsonRows alone = null;
        for (Candles.Row row : candles.rows()) {
            int place = System.identityHashCode(row) & PLACES - 1;
            Printed printed = row.complete() ? places.get(place) : null;
            boolean isKnown = printed != null && printed.isOf(row, time, numbers);
            if (isKnown && printed.text != null) {
                rows.object(printed.text);
            } else if (isKnown) {
                alone = alone == null ? new JsonRows(line, true, time, numbers) : alone;
                line.reset();
                CandlesReading.printWhole(alone, row);
                alone.finish();
                byte[] text = Arrays.copyOf(line.toByteArray(), line.size() - 1); // without the line's end
                places.set(place, new Printed(row, time, numbers, text));
                rows.object(text);
            } else {
                CandlesReading.printWhole(rows, row);
                if (row.complete()) {
                    places.set(place, new Printed(row, time, numbers, null));
                }
            }
        }
    }
}
