package io.tapedeck.writer;

/**
 * When the next commit is due by time. That is a second after the cut before, as long as there is much to commit. But a commit
 * writes a dozen pages and more however little it brings, which day and night would be most of what a quiet feed costs the disk. So
 * commits of few ticks have to be saved up for: one is earned every ten seconds, and five can be saved. Who records a tick now
 * and then finds it in the tape a second later, and a feed that trickles on finds its ticks there after ten at most.
 *
 * <p>A commit that takes long is one of very many series, each of which it writes a block, candles and counts of, however few ticks each
 * has: the fewer such there are, the less is written again. So commits take an eighth of the time at most, where ten seconds allow that.
 *
 * <p>Nothing waits for that: ticks are visible at once, the journal keeps them, and who asks for a commit gets it. The writer's
 * thread only.
 */
final class CommitPace {
    /** A commit of fewer counts as a small one: what they take is less than the pages around it. */
    static final long FEW_TICKS = 1_000;

    private static final int SLOWER = 10;
    private static final int SHARE = 8;
    private static final int SAVED = 5;
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 64;

    private final long everyNanos;
    private final long smallEveryNanos;
    private long lastCutNanos;
    private long pauseNanos; // between cuts, where the last commit took long
    private long savedNanos; // as of the last cut

    /**
     * A pace that begins with all saved that can be.
     *
     * @param everyNanos the time between commits
     * @param nowNanos as {@link System#nanoTime}
     */
    CommitPace(long everyNanos, long nowNanos) {
        this.everyNanos = Math.min(everyNanos, LONGEST_NANOS);
        smallEveryNanos = this.everyNanos * SLOWER;
        lastCutNanos = nowNanos;
        savedNanos = smallEveryNanos * SAVED;
    }

    /** How long until a cut of so many ticks is due; 0 or below for now. */
    long waitNanos(long ticks, long nowNanos) {
        long waitNanos = Math.max(everyNanos, pauseNanos) - (nowNanos - lastCutNanos);
        return ticks >= FEW_TICKS ? waitNanos : Math.max(waitNanos, smallEveryNanos - savedNanos(nowNanos));
    }

    /** Notes a cut, whatever it was made for. */
    void cut(long ticks, long nowNanos) {
        long saved = savedNanos(nowNanos);
        savedNanos = ticks >= FEW_TICKS ? saved : Math.max(0, saved - smallEveryNanos);
        lastCutNanos = nowNanos;
    }

    /** Notes how long it took to commit a cut. */
    void committed(long tookNanos) {
        pauseNanos = Math.min(tookNanos, smallEveryNanos / SHARE) * SHARE;
    }

    private long savedNanos(long nowNanos) {
        return Math.min(smallEveryNanos * SAVED, savedNanos + (nowNanos - lastCutNanos));
    }
}
