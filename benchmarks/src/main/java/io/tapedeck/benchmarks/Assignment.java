package io.tapedeck.benchmarks;

import java.nio.file.Path;

/**
 * What one contender is to do in its process.
 *
 * @param directory an empty directory of its own, deleted by who gave it
 * @param ticks how many ticks to measure with
 * @param seed decides the ticks
 * @param warmUpTicks how many ticks to do the same with beforehand, uncounted; the JVM compiles meanwhile
 * @param seconds how long to ask, where requests are counted
 */
record Assignment(Path directory, long ticks, long seed, long warmUpTicks, double seconds) {
    /** The busy market of the peers' own demonstrations: a tick each 65 microseconds in the mean. */
    PeerWorkload burst(int symbols) {
        return new PeerWorkload(symbols, 65, seed, ticks);
    }

    /** The same number of ticks spread over about 23 hours. */
    PeerWorkload day(int symbols) {
        return new PeerWorkload(symbols, (int) Math.max(1, 82_800_000_000L / ticks), seed, ticks);
    }

    Path warmUpDirectory() {
        return directory.resolve("warm-up");
    }

    Path runDirectory() {
        return directory.resolve("run");
    }
}
