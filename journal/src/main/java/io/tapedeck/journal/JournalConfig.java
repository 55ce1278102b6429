package io.tapedeck.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a journal is kept.
 *
 * @param directory the journal's own directory; made where it is missing
 * @param rollBytes a file is closed and the next begun when it holds this many bytes, from 1 MiB
 * @param rollAfter and when it is this old by the wall clock, from one second
 * @param syncEvery how often the background sync forces what was appended to disk, from 1 ms
 * @param maxSymbols the bound on the number of symbols, 1 to {@link TickHead#SYMBOL_LIMIT}
 * @param ringSlots slots of the ring, a power of two
 * @param bufferBytes bytes of requests that may be decoded, or wait in the ring, at one time; at least 32 MiB, which holds
 *     two of the largest requests
 * @param clock the wall clock
 * @param checkBehind records behind this one are read and checked before capture begins; null for all
 */
public record JournalConfig(
        Path directory,
        long rollBytes,
        Duration rollAfter,
        Duration syncEvery,
        int maxSymbols,
        int ringSlots,
        long bufferBytes,
        EpochClock clock,
        AppliedRecord checkBehind) {

    /**
     * Refuses values out of range.
     *
     * @param directory as above
     * @param rollBytes as above
     * @param rollAfter as above
     * @param syncEvery as above
     * @param maxSymbols as above
     * @param ringSlots as above
     * @param bufferBytes as above
     * @param clock as above
     * @param checkBehind as above
     */
    public JournalConfig {
        require(rollBytes >= 1 << 20, "rollBytes", rollBytes, "at least 1048576");
        require(rollAfter.toMillis() >= 1000, "rollAfter", rollAfter, "at least 1 s");
        require(syncEvery.toMillis() >= 1, "syncEvery", syncEvery, "at least 1 ms");
        require(maxSymbols >= 1 && maxSymbols <= TickHead.SYMBOL_LIMIT, "maxSymbols", maxSymbols, "1 to 8388608");
        require(Integer.bitCount(ringSlots) == 1 && ringSlots >= 2, "ringSlots", ringSlots, "a power of two from 2");
        require(bufferBytes >= 32 << 20, "bufferBytes", bufferBytes, "at least 33554432");
    }

    /**
     * The defaults: files of an hour or 1 GiB, a sync every 100 ms, 100,000 symbols, 4,096 slots, 48 MiB of requests.
     *
     * @param directory the journal's own directory
     * @return the configuration
     */
    public static JournalConfig defaults(Path directory) {
        return new JournalConfig(
                directory,
                1L << 30,
                Duration.ofHours(1),
                Duration.ofMillis(100),
                100_000,
                4096,
                48L << 20,
                EpochClock.SYSTEM,
                null);
    }

    /**
     * A copy with another clock.
     *
     * @param clock the wall clock
     * @return the copy
     */
    public JournalConfig withClock(EpochClock clock) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    /**
     * A copy that rolls at other bounds.
     *
     * @param rollBytes bytes of a file
     * @param rollAfter age of a file
     * @return the copy
     */
    public JournalConfig withRoll(long rollBytes, Duration rollAfter) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    /**
     * A copy with another time between syncs.
     *
     * @param syncEvery the time
     * @return the copy
     */
    public JournalConfig withSyncEvery(Duration syncEvery) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    /**
     * A copy with another bound on symbols.
     *
     * @param maxSymbols the bound
     * @return the copy
     */
    public JournalConfig withMaxSymbols(int maxSymbols) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    /**
     * A copy with another ring.
     *
     * @param ringSlots slots, a power of two
     * @param bufferBytes bytes of requests
     * @return the copy
     */
    public JournalConfig withRing(int ringSlots, long bufferBytes) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    /**
     * A copy that has less to check at its start.
     *
     * @param checkBehind how far a tape has applied this journal: what lies before is not read then; or null
     * @return the copy
     */
    public JournalConfig withCheckBehind(AppliedRecord checkBehind) {
        return new JournalConfig(
                directory, rollBytes, rollAfter, syncEvery, maxSymbols, ringSlots, bufferBytes, clock, checkBehind);
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new JournalException(
                    JournalException.Code.BAD_VALUE, name + " is " + value + ": expected " + expected);
        }
    }
}
