package io.tapedeck.writer;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.Signal;

/**
 * Has what was applied committed, in three steps. A <em>cut</em> freezes what was applied so far and asks the journal for a sync; the
 * writer goes on applying; when the journal is synced up to the cut's record, exactly the cut is committed, with the number
 * of its last tick in the same transaction. So every tick is committed once, and the tape never claims what the journal could
 * lose. There is one cut at a time.
 *
 * <p>The writer's thread only, but for what is said to be for any. It owns the {@link CommitThread}; the committer is not closed here.
 */
final class CommitCycle implements AutoCloseable {
    private final Journal journal;
    private final Committer committer;
    private final JournalApplier applier;
    private final LiveTape memory;
    private final PositionBook positions;
    private final Signal progress;
    private final CommitThread thread;
    private final CommitPace pace;
    private final CandleBatch candles = new CandleBatch();
    private Cut pending;

    private volatile long committedSeq;
    private volatile boolean wanted;

    /**
     * A cycle that begins with nothing to commit; starts the commit thread.
     *
     * @param everyNanos the time between commits
     * @param progress is woken when more is committed
     */
    CommitCycle(
            Journal journal,
            Committer committer,
            JournalApplier applier,
            LiveTape memory,
            PositionBook positions,
            long everyNanos,
            Signal progress) {
        this.journal = journal;
        this.committer = committer;
        this.applier = applier;
        this.memory = memory;
        this.positions = positions;
        this.progress = progress;
        pace = new CommitPace(everyNanos, System.nanoTime());
        committedSeq = committer.applied().seq();
        thread = new CommitThread(committer, () -> journal.progress().wake());
    }

    /** Does what the next step is, where its time has come; returns whether it did anything. */
    boolean turn() throws InterruptedException {
        if (pending == null && isCutDue()) {
            cut();
            return true;
        }
        if (thread.isAnswered()) {
            if (thread.takeAnswer()) {
                pace.committed(thread.tookNanos());
                committed();
            }
            return true;
        }
        if (pending != null && !thread.isBusy() && isSynced() && committer.mayTry()) {
            thread.give(pending);
            return true;
        }
        return false;
    }

    private boolean isCutDue() {
        return hasUncommitted()
                && (wanted
                        || memory.hasManyEncoded()
                        || memory.isFull()
                        || memory.hasManyCandles()
                        || pace.waitNanos(uncommittedTicks(), System.nanoTime()) <= 0);
    }

    private void cut() throws InterruptedException {
        Cut cut = new Cut(applier.applied(), memory.symbolCount(), candles);
        memory.cut(cut);
        cut.positions = positions.cut();
        pending = cut;
        wanted = false;
        pace.cut(uncommittedTicks(), System.nanoTime());
        journal.requestSync();
    }

    private void committed() {
        if (memory.committed(pending)) {
            committer.partsLeft();
        }
        positions.committed(pending.positions);
        committedSeq = pending.applied.seq();
        pending = null;
        progress.wake();
    }

    private boolean isSynced() {
        return journal.syncedRecord() >= pending.applied.record();
    }

    /** Whether records were applied that are not committed, while there is no cut. */
    private boolean hasUncommitted() {
        return applier.appliedRecord() != committer.applied().record();
    }

    /** The ticks of these. */
    private long uncommittedTicks() {
        return applier.appliedSeq() - committer.applied().seq();
    }

    /** Whether a cut is under way. */
    boolean isUnderWay() {
        return pending != null;
    }

    /** Whether all that was applied is committed. */
    boolean isDone() {
        return pending == null && !hasUncommitted();
    }

    /** Whether the answer of a commit is there, or the sync that a cut waits for, and for nothing else. */
    boolean isStepReady() {
        return thread.isBusy() ? thread.isAnswered() : pending != null && !committer.isWaiting() && isSynced();
    }

    /** Whether {@link #want} is to be followed now. */
    boolean isWantedNow() {
        return wanted && pending == null;
    }

    /** How long until there is something to do though nothing else happens. */
    long waitNanos() {
        if (pending != null) {
            return retryInNanos();
        }
        return hasUncommitted() ? pace.waitNanos(uncommittedTicks(), System.nanoTime()) : Long.MAX_VALUE;
    }

    /** How long until a commit is tried again that somebody outside, or a full disk, did not let happen. */
    long retryInNanos() {
        return thread.isBusy() ? Long.MAX_VALUE : committer.retryInNanos();
    }

    /** Asks for a cut before its time. Any thread. */
    void want() {
        wanted = true;
    }

    /** The tick up to which all are in the tape. Any thread. */
    long committedSeq() {
        return committedSeq;
    }

    /** Waits for the commit under way and ends the commit thread. */
    @Override
    public void close() {
        thread.close();
    }
}
