package io.tapedeck.journal;

import java.util.function.Predicate;

/**
 * Finds a place in the journal by what record headers say, where that only grows from record to record: first the file by
 * its first record, then the record within it, by halving. A damaged record within a file is met where it is read, and not where
 * others are looked for: the next one is asked instead. Stateless; it moves the cursor that it is given.
 */
final class RecordSearch {
    /** So many records in a row, or fewer, that cannot be read keep nobody from what lies behind them. */
    private static final int MOST_DAMAGED = 16;

    private static final long NONE = -1;

    private RecordSearch() {}

    /**
     * Finds the last record in front of a place.
     *
     * @param reached false up to that record, true for all behind it
     * @return its index, or -1 where the place is the journal's start
     * @throws JournalException DAMAGED where too much cannot be read
     */
    static long lastBefore(RecordCursor cursor, Predicate<byte[]> reached) {
        int[] cycles;
        long index;
        do {
            cycles = cursor.cycles();
            index = lastBefore(cursor, cycles, reached);
        } while (wasDropped(cursor, cycles));
        return index;
    }

    /** Whether files were dropped meanwhile: one that was not found counts as reached, and hides all behind it. */
    private static boolean wasDropped(RecordCursor cursor, int[] cycles) {
        int[] now = cursor.cycles();
        return cycles.length > 0 && now.length > 0 && now[0] != cycles[0];
    }

    private static long lastBefore(RecordCursor cursor, int[] cycles, Predicate<byte[]> reached) {
        int low = -1; // a file whose first record is not reached
        int high = cycles.length; // one whose first record is reached, or that has none yet
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (isBefore(cursor, RecordCursor.index(cycles[middle], 0), reached)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low < 0 ? -1 : lastBeforeIn(cursor, cycles[low], reached);
    }

    private static long lastBeforeIn(RecordCursor cursor, int cycle, Predicate<byte[]> reached) {
        long low = 0;
        long high = Math.max(1, cursor.recordsIn(cycle));
        while (high - low > 1) {
            long middle = low + high >>> 1;
            long before = firstIfBefore(cursor, RecordCursor.index(cycle, middle), high - middle, reached);
            if (before == NONE) {
                high = middle;
            } else {
                low = before & 0xFFFFFFFFL;
            }
        }
        return RecordCursor.index(cycle, low);
    }

    /** The index of the first record from an index on that can be read, where that is in front of the place; otherwise {@link #NONE}. */
    private static long firstIfBefore(RecordCursor cursor, long from, long records, Predicate<byte[]> reached) {
        for (long index = from; index < from + records; index++) {
            try {
                return isBefore(cursor, index, reached) ? index : NONE;
            } catch (JournalException e) {
                if (e.code() != JournalException.Code.DAMAGED || index - from == MOST_DAMAGED) {
                    throw e;
                }
            }
        }
        return NONE;
    }

    private static boolean isBefore(RecordCursor cursor, long index, Predicate<byte[]> reached) {
        return cursor.moveTo(index) && cursor.next(false) && !reached.test(cursor.record());
    }
}
