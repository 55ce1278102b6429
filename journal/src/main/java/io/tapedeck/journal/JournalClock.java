package io.tapedeck.journal;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The clock that Chronicle Queue rolls its files by. It stands still within a cycle, which is an hour, and only ever steps
 * forward: to the cycle of the wall clock, or to the next one where the wall clock is behind. With a wall clock that is set
 * back across a roll, Chronicle refuses every append, also after a restart.
 *
 * <p>The journal's thread steps it, any thread reads it.
 */
final class JournalClock implements TimeProvider {
    private static final long CYCLE_MILLIS = TimeUnit.HOURS.toMillis(1);

    private volatile int cycle;

    JournalClock(int cycle) {
        this.cycle = cycle;
    }

    static int cycleAt(long nanos) {
        return (int) Math.max(0, TimeUnit.NANOSECONDS.toHours(nanos));
    }

    int cycle() {
        return cycle;
    }

    void roll(long nowNanos) {
        cycle = Math.max(cycle + 1, cycleAt(nowNanos));
    }

    @Override
    public long currentTimeMillis() {
        return cycle * CYCLE_MILLIS;
    }
}
