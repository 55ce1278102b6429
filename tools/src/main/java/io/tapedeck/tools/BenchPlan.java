package io.tapedeck.tools;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How much a bench does.
 *
 * @param ticks the trades of one run from capture to tape
 * @param symbols how many symbols they have
 * @param seed what they are drawn from
 * @param stages what is measured
 */
record BenchPlan(long ticks, int symbols, long seed, Set<BenchStage> stages) {
    static final long DEFAULT_TICKS = 10_000_000;
    static final long LEAST_TICKS = 1_000;
    static final long MOST_TICKS = 1_000_000_000;
    static final int MOST_SYMBOLS = 100_000; // what a journal takes by default

    /** Runs from capture to tape that count; one more before them warms up. */
    static final int RUNS = 3;

    private static final long NANOS_A_TICK = 300;
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long BYTES_A_TICK = 96;
    private static final long BYTES_AT_LEAST = 1L << 30;

    BenchPlan {
        require(ticks >= LEAST_TICKS && ticks <= MOST_TICKS, "--ticks " + ticks, LEAST_TICKS, MOST_TICKS);
        require(symbols >= 1 && symbols <= MOST_SYMBOLS, "--symbols " + symbols, 1, MOST_SYMBOLS);
        if (symbols > ticks) {
            throw CommandException.usage(
                    "--symbols " + symbols + " with --ticks " + ticks + ": expected a tick at least for each symbol");
        }
    }

    private static void require(boolean holds, String given, long least, long most) {
        if (!holds) {
            throw CommandException.usage(given + ": expected " + least + " to " + most);
        }
    }

    boolean wants(BenchStage stage) {
        return stages.contains(stage);
    }

    boolean wantsAny(Set<BenchStage> any) {
        return !Collections.disjoint(stages, any);
    }

    /** How long a stage is measured at full speed, and as long again at a fixed rate: three seconds, less for few ticks. */
    long spellNanos() {
        return Math.max(LEAST_NANOS, Math.min(MOST_NANOS, ticks * NANOS_A_TICK));
    }

    /** What has to be free on the disk. */
    long diskBytes() {
        return BYTES_AT_LEAST + ticks * BYTES_A_TICK;
    }
}
