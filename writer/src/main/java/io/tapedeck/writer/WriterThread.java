package io.tapedeck.writer;

import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.Signal;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The thread that writes a tape: applies what the journal has, commits what was applied, tidies the tape where there is neither, and
 * waits where there is nothing. Once it is told to end it brings what there is into the tape, within bounds. The first failure ends
 * it for good and is kept. It owns nothing but the thread; any thread may ask for the failure and end it.
 */
final class WriterThread implements AutoCloseable {
    private static final long CLOSE_APPLY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CLOSE_SYNC_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CLOSE_OUT_OF_ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MERGE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Journal journal;
    private final Committer committer;
    private final LiveTape memory;
    private final JournalApplier applier;
    private final CommitCycle commits;
    private final Signal progress;
    private final Consumer<Throwable> onFailure;
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier isStepReady;
    private final Thread thread = new Thread(this::run, "tapedeck-writer");
    private long lastMergeNanos = System.nanoTime();

    private volatile boolean closing;
    private volatile Throwable failure;

    /**
     * A thread that is not started yet.
     *
     * @param progress is woken when it fails
     * @param onFailure called once, on this thread, with what stopped it
     */
    WriterThread(
            Journal journal,
            Committer committer,
            LiveTape memory,
            JournalApplier applier,
            CommitCycle commits,
            Signal progress,
            Consumer<Throwable> onFailure) {
        this.journal = journal;
        this.committer = committer;
        this.memory = memory;
        this.applier = applier;
        this.commits = commits;
        this.progress = progress;
        this.onFailure = onFailure;
        isStepReady = commits::isStepReady;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                boolean worked = applier.turn();
                worked |= commits.turn();
                if (!worked && !tidy()) {
                    journal.progress().await(hasWork, Math.max(0, Math.min(IDLE_NANOS, commits.waitNanos())));
                }
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        progress.wake();
        onFailure.accept(cause);
    }

    private boolean hasWork() {
        return closing
                || commits.isWantedNow()
                || !memory.isFull() && journal.appendedRecord() > applier.appliedRecord()
                || commits.isStepReady();
    }

    /** Joins some parts or deletes old ticks, now and then; returns whether it did. */
    private boolean tidy() {
        if (commits.isUnderWay() || System.nanoTime() - lastMergeNanos < MERGE_EVERY_NANOS) {
            return false;
        }
        lastMergeNanos = System.nanoTime();
        return committer.mergeParts(memory::holds) || committer.dropTicks(memory);
    }

    /** Applies what there is, within bounds, and commits it; the rest is applied at the next start. */
    private void finish() throws InterruptedException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < CLOSE_APPLY_NANOS
                && applier.appliedRecord() < journal.appendedRecord()) {
            if (!applier.turn() && !commits.turn()) {
                awaitStep();
            }
        }
        startNanos = System.nanoTime();
        commits.want();
        while (System.nanoTime() - startNanos < closeCommitNanos() && !commits.isDone()) {
            if (!commits.turn()) {
                commits.want();
                awaitStep();
            }
        }
    }

    private long closeCommitNanos() {
        return committer.outOfRoomNanos() > 0 ? CLOSE_OUT_OF_ROOM_NANOS : CLOSE_SYNC_NANOS;
    }

    private void awaitStep() throws InterruptedException {
        journal.progress().await(isStepReady, Math.max(0, Math.min(IDLE_NANOS, commits.retryInNanos())));
    }

    /** What stopped it, or null. Any thread. */
    Throwable failure() {
        return failure;
    }

    /** Has it end, and waits for that. Any thread; idempotent. */
    @Override
    public void close() {
        closing = true;
        journal.progress().wake();
        Joining.join(thread);
    }
}
