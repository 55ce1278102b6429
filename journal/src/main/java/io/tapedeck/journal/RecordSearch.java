package io.tapedeck.journal;

import java.util.function.Predicate;

/**
 * Finds a place in the journal by what record headers say, where that only grows from record to record: first the file by
 * its first record, then the record within it, by halving. Stateless; it moves the cursor that it is given.
 */
final class RecordSearch {
    private RecordSearch() {}

    /**
     * Finds the last record in front of a place.
     *
     * @param reached false up to that record, true for all behind it
     * @return its index, or -1 where the place is the journal's start
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
            if (isBefore(cursor, RecordCursor.index(cycle, middle), reached)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return RecordCursor.index(cycle, low);
    }

    private static boolean isBefore(RecordCursor cursor, long index, Predicate<byte[]> reached) {
        return cursor.moveTo(index) && cursor.next(false) && !reached.test(cursor.record());
    }
}
