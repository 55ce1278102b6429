package io.tapedeck.journal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A digest for each UTC date that ticks are of: so that a difference between two sets of ticks has a date, and dates that one
 * of them has no more can be left out. One thread at a time.
 */
public final class DayDigests {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final Map<Long, TickDigest> days = new TreeMap<>();
    private long newestDay = Long.MIN_VALUE;
    private TickDigest newest; // of that day, at hand since ticks of one day come together

    /** No ticks. */
    public DayDigests() {}

    /**
     * The date of a time.
     *
     * @param tsNanos nanoseconds since the epoch
     * @return days since the epoch, UTC
     */
    public static long day(long tsNanos) {
        return Math.floorDiv(tsNanos, NANOS_PER_DAY);
    }

    /**
     * Adds the tick that was hashed last.
     *
     * @param hashed the hasher
     * @param tsNanos the tick's time
     */
    public void add(TickHasher hashed, long tsNanos) {
        of(day(tsNanos)).add(hashed);
    }

    /**
     * Adds ticks of one date.
     *
     * @param day days since the epoch
     * @param ticks their digest, not changed
     */
    public void add(long day, TickDigest ticks) {
        of(day).add(ticks);
    }

    /**
     * Takes ticks of one date away.
     *
     * @param day days since the epoch
     * @param ticks their digest, not changed
     */
    public void subtract(long day, TickDigest ticks) {
        of(day).subtract(ticks);
    }

    /**
     * Adds all of another's ticks.
     *
     * @param other the other, not changed
     */
    public void add(DayDigests other) {
        other.days.forEach(this::add);
    }

    /**
     * Takes all of another's ticks away.
     *
     * @param other the other, not changed
     */
    public void subtract(DayDigests other) {
        other.days.forEach(this::subtract);
    }

    /** Forgets all ticks. */
    public void clear() {
        days.clear();
        newestDay = Long.MIN_VALUE;
        newest = null;
    }

    /**
     * The digest of one date.
     *
     * @param day days since the epoch
     * @return the digest, this object's own; of no tick where there are none
     */
    public TickDigest of(long day) {
        if (day != newestDay || newest == null) {
            newest = days.computeIfAbsent(day, none -> new TickDigest());
            newestDay = day;
        }
        return newest;
    }

    /**
     * The digest of all ticks from a date on.
     *
     * @param fromDay days since the epoch
     * @return a new digest
     */
    public TickDigest since(long fromDay) {
        TickDigest sum = new TickDigest();
        days.forEach((day, digest) -> {
            if (day >= fromDay) {
                sum.add(digest);
            }
        });
        return sum;
    }

    /**
     * The dates on which this and another are not of the same ticks.
     *
     * @param other the other
     * @param fromDay earlier dates are passed over
     * @return days since the epoch, oldest first
     */
    public Set<Long> differing(DayDigests other, long fromDay) {
        Set<Long> all = new TreeSet<>(days.keySet());
        all.addAll(other.days.keySet());
        TickDigest none = new TickDigest();
        all.removeIf(day -> day < fromDay || days.getOrDefault(day, none).equals(other.days.getOrDefault(day, none)));
        return all;
    }
}
