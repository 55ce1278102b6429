package io.tapedeck.writer;

import java.time.Duration;

/**
 * How the writer works.
 *
 * @param synthetic the mark that a new tape is made with: its ticks are made up
 * @param commitEvery how often ticks go from memory into the tape, while there are many; ten times that for few
 * @param memoryBytes the bound on blocks in memory, open and encoded; from 4 MiB
 * @param passiveBytes from this size of the WAL on it is copied into the tape in passing
 * @param resetBytes from this size on the WAL is to begin anew; where readers do not let it, they are held back for moments from eight
 *     times this size on
 * @param keptKeys how many idempotency keys the tape keeps, from 1
 * @param keepTicks how long the tape keeps ticks
 */
public record TapeWriterConfig(
        boolean synthetic,
        Duration commitEvery,
        long memoryBytes,
        long passiveBytes,
        long resetBytes,
        int keptKeys,
        KeepTicks keepTicks) {
    private static final long LEAST_MEMORY_BYTES = 64L << 20;
    private static final long MOST_MEMORY_BYTES = 512L << 20;

    /** Memory takes a third of the heap, within these bounds: of thousands of series each wants some tens of kilobytes. */
    private static long memoryBytes(long heapBytes) {
        return Math.max(LEAST_MEMORY_BYTES, Math.min(heapBytes / 3, MOST_MEMORY_BYTES));
    }

    /**
     * The defaults: real ticks, a commit a second, a third of the heap but 64 to 512 MiB of memory, 4 MiB and 16 MiB of WAL, a
     * million keys, all ticks kept.
     *
     * @return the configuration
     */
    public static TapeWriterConfig defaults() {
        return new TapeWriterConfig(
                false,
                Duration.ofSeconds(1),
                memoryBytes(Runtime.getRuntime().maxMemory()),
                4L << 20,
                16L << 20,
                KeyTable.KEPT_KEYS,
                KeepTicks.FOREVER);
    }

    /**
     * A copy with another mark.
     *
     * @param synthetic whether a new tape's ticks are made up
     * @return the copy
     */
    public TapeWriterConfig withSynthetic(boolean synthetic) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }

    /**
     * A copy with another bound on memory.
     *
     * @param memoryBytes the bound
     * @return the copy
     */
    public TapeWriterConfig withMemory(long memoryBytes) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }

    /**
     * A copy with another time between commits.
     *
     * @param commitEvery the time
     * @return the copy
     */
    public TapeWriterConfig withCommitEvery(Duration commitEvery) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }

    /**
     * A copy with another bound on idempotency keys.
     *
     * @param keptKeys the bound
     * @return the copy
     */
    public TapeWriterConfig withKeptKeys(int keptKeys) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }

    /**
     * A copy that keeps ticks for another time.
     *
     * @param keepTicks how long
     * @return the copy
     */
    public TapeWriterConfig withKeepTicks(KeepTicks keepTicks) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }

    /**
     * A copy with other bounds on the WAL.
     *
     * @param passiveBytes from here on it is copied in passing
     * @param resetBytes from here on it is begun anew
     * @return the copy
     */
    public TapeWriterConfig withWal(long passiveBytes, long resetBytes) {
        return new TapeWriterConfig(synthetic, commitEvery, memoryBytes, passiveBytes, resetBytes, keptKeys, keepTicks);
    }
}
