package io.tapedeck.server;

/**
 * How little may be free on a disk: below the soft mark it is told, below the hard one nothing more is captured.
 *
 * @param softBytes where to warn
 * @param hardBytes where to hold; it leaves room for what has been accepted by then, which is up to 80 MiB in the ring's
 *     buffers, and for the tape's WAL
 */
public record DiskMarks(long softBytes, long hardBytes) {
    private static final long LEAST_BYTES = 96L << 20;
    private static final long MOST_BYTES = 512L << 20;
    private static final int PART = 20;

    /**
     * The marks for a disk: a twentieth of it, within bounds, and twice that.
     *
     * @param totalBytes the disk's size
     * @return the marks
     */
    public static DiskMarks of(long totalBytes) {
        long hardBytes = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, totalBytes / PART));
        return new DiskMarks(2 * hardBytes, hardBytes);
    }

    /**
     * Where capture goes on; farther up, so that it does not go on and off with every file that comes and goes.
     *
     * @return bytes free
     */
    public long releaseBytes() {
        return hardBytes + hardBytes / 4;
    }
}
