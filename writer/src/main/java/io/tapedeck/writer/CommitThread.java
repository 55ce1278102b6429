package io.tapedeck.writer;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Brings cuts into the tape on a thread of its own, one at a time: what comes meanwhile becomes visible without waiting for SQLite,
 * which takes tens of milliseconds for a large commit. The writer's thread gives a cut and takes the answer; in between it uses
 * nothing of the committer but its candle loader and what is for any thread. The committer is not closed here.
 */
final class CommitThread implements AutoCloseable {
    private static final Cut END = new Cut(new Cut.Applied(0, 0, 0, 0), 0, new CandleBatch());

    private final Committer committer;
    private final Runnable answered;
    private final ArrayBlockingQueue<Cut> given = new ArrayBlockingQueue<>(1);
    private final Thread thread = new Thread(this::run, "tapedeck-commit");
    private volatile Answer answer;
    private boolean isBusy;
    private long tookNanos;

    private record Answer(boolean isCommitted, Throwable failure, long tookNanos) {}

    /**
     * Starts.
     *
     * @param answered called on this thread when there is an answer
     */
    CommitThread(Committer committer, Runnable answered) {
        this.committer = committer;
        this.answered = answered;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (Cut cut = given.take(); cut != END; cut = given.take()) {
                answer = commit(cut);
                answered.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that: what is not committed is in the journal
        }
    }

    private Answer commit(Cut cut) {
        long startNanos = System.nanoTime();
        try {
            boolean isCommitted = committer.commit(cut);
            return new Answer(isCommitted, null, System.nanoTime() - startNanos);
        } catch (RuntimeException | Error e) {
            return new Answer(false, e, System.nanoTime() - startNanos);
        }
    }

    /** Gives a cut; there is none under way. */
    void give(Cut cut) {
        isBusy = true;
        answer = null;
        given.add(cut);
    }

    /** Whether a cut was given and its answer was not taken yet. */
    boolean isBusy() {
        return isBusy;
    }

    /** Whether there is an answer to take. */
    boolean isAnswered() {
        return isBusy && answer != null;
    }

    /** Whether the cut is in the tape; throws what stopped it, where that means that no other try will help. */
    boolean takeAnswer() {
        Answer taken = answer;
        isBusy = false;
        tookNanos = taken.tookNanos;
        if (taken.failure instanceof Error error) {
            throw error;
        }
        if (taken.failure != null) {
            throw (RuntimeException) taken.failure;
        }
        return taken.isCommitted;
    }

    /** How long the cut took whose answer was taken last. */
    long tookNanos() {
        return tookNanos;
    }

    /** Waits for the cut under way and ends the thread. */
    @Override
    public void close() {
        try {
            given.put(END);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
