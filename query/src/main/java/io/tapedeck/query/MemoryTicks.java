package io.tapedeck.query;

import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.TickRows;
import java.time.LocalDate;
import java.util.List;

/**
 * A series' ticks in memory, as copied once before a query's first snapshot, sorted day by day. The one copy stays right for
 * every later snapshot of the query: whatever leaves memory after it was copied is in the tape from its {@code fromSeq} on,
 * and of a copied day the tape counts only below that. One thread at a time.
 */
final class MemoryTicks {
    private static final long NANOS_A_DAY = 86_400_000_000_000L;

    private final long visibleSeq;
    private final long[] days;
    private final long[] fromSeqs;
    private final TickRows[] rows;

    private MemoryTicks(long visibleSeq, List<LiveSeries.Day> copied) {
        this.visibleSeq = visibleSeq;
        days = new long[copied.size()];
        fromSeqs = new long[days.length];
        rows = new TickRows[days.length];
        for (int i = 0; i < days.length; i++) {
            LiveSeries.Day day = copied.get(i);
            days[i] = LocalDate.parse(day.date()).toEpochDay();
            fromSeqs[i] = day.fromSeq();
            rows[i] = Rows.sorted(day.rows());
        }
    }

    /** Copies what is in memory of a range, or a little more. */
    static MemoryTicks copy(View.Series series, long visibleSeq, Range range) {
        return new MemoryTicks(visibleSeq, series.copyTicks(visibleSeq, range.lowTs(), range.endTs()));
    }

    /** Of the tape's ticks of the date that a time is in, those below this {@code seq} count. */
    long seqLimit(long tsNanos) {
        long day = Math.floorDiv(tsNanos, NANOS_A_DAY);
        for (int i = 0; i < days.length; i++) {
            if (days[i] == day) {
                return Math.min(fromSeqs[i], visibleSeq + 1);
            }
        }
        return visibleSeq + 1;
    }

    /** Adds the rows that are in a range to a merge. */
    void addTo(RowMerge merge, Range range) {
        for (TickRows day : rows) {
            SortedRun run = new SortedRun(merge.direction, day, range);
            if (!run.isEmpty()) {
                merge.add(run);
            }
        }
    }

    /** Adds the rows that are in a range to a collection. */
    void addTo(FirstRows first) {
        for (TickRows day : rows) {
            first.add(day);
        }
    }
}
