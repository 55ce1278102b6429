package io.tapedeck.writer;

import io.tapedeck.journal.EpochClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long a tape keeps ticks: whole UTC dates, by the ticks' own time. Candles are kept for ever.
 *
 * @param age how long at least, from one day to 36,500 days, or for ever
 * @param clock tells what time it is
 */
public record KeepTicks(Duration age, EpochClock clock) {
    /** Keeps every tick. */
    public static final KeepTicks FOREVER = new KeepTicks(ChronoUnit.FOREVER.getDuration(), EpochClock.SYSTEM);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * Refuses values out of range.
     *
     * @param age as above
     * @param clock as above
     */
    public KeepTicks {
        boolean forever = age.equals(ChronoUnit.FOREVER.getDuration());
        if (!forever && (age.compareTo(Duration.ofDays(1)) < 0 || age.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("age of ticks is " + age + ": expected 1 to 36500 days, or for ever");
        }
    }

    /**
     * Whether no tick ever goes.
     *
     * @return true where there is no bound
     */
    public boolean isForever() {
        return age.equals(FOREVER.age);
    }

    /** The first date whose ticks are kept at this time: a date goes when the last instant of it is too old. */
    String fromDate() {
        return Tape.date(clock.nanos() - age.toNanos());
    }
}
