package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of {@code seq} as ranges, rising and apart from each other. Immutable; any thread. */
public final class SeqRanges {
    /** No {@code seq}. */
    public static final SeqRanges NONE = new SeqRanges(List.of());

    private final List<Range> ranges;

    private SeqRanges(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * A run of {@code seq}.
     *
     * @param from the first
     * @param to the last, inclusive; below the first for none
     */
    public record Range(long from, long to) {
        /**
         * How many {@code seq} it has.
         *
         * @return 0 or above
         */
        public long count() {
            return Math.max(0, to - from + 1);
        }
    }

    /**
     * The set of some ranges.
     *
     * @param ranges in any order, empty ones and ones that overlap too
     * @return the set
     */
    public static SeqRanges of(List<Range> ranges) {
        List<Range> joined = new ArrayList<>();
        ranges.stream()
                .filter(range -> range.count() > 0)
                .sorted(Comparator.comparingLong(Range::from))
                .forEach(range -> {
                    Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
                    if (last != null && range.from <= last.to) {
                        joined.set(joined.size() - 1, new Range(last.from, Math.max(last.to, range.to)));
                    } else {
                        joined.add(range);
                    }
                });
        return new SeqRanges(joined);
    }

    /**
     * The set of one range.
     *
     * @param from the first
     * @param to the last, inclusive
     * @return the set
     */
    public static SeqRanges of(long from, long to) {
        return of(List.of(new Range(from, to)));
    }

    /**
     * The ranges.
     *
     * @return rising; ranges that touch stay apart
     */
    public List<Range> list() {
        return ranges;
    }

    /**
     * Whether there are none.
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /**
     * What of a range is not in this set.
     *
     * @param from the first
     * @param to the last, inclusive
     * @return the rest
     */
    public SeqRanges rest(long from, long to) {
        List<Range> rest = new ArrayList<>();
        long next = from;
        for (Range range : ranges) {
            if (range.to >= next && range.from <= to) {
                rest.add(new Range(next, Math.min(range.from - 1, to)));
                next = range.to == Long.MAX_VALUE ? Long.MAX_VALUE : range.to + 1;
            }
        }
        rest.add(next == Long.MAX_VALUE ? new Range(1, 0) : new Range(next, to));
        return of(rest);
    }

    /** The number of the range that holds a {@code seq}; -1 for none. */
    int indexOf(long seq) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            Range range = ranges.get(middle);
            if (seq < range.from) {
                high = middle - 1;
            } else if (seq > range.to) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    /** Whether any of a run is in the set. */
    boolean touches(long from, long to) {
        for (int low = 0, high = ranges.size() - 1; low <= high; ) {
            int middle = low + high >>> 1;
            Range range = ranges.get(middle);
            if (to < range.from) {
                high = middle - 1;
            } else if (from > range.to) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
