package io.tapedeck.server;

import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Journal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The workers for subscribers that are behind the ring. Each has a place in the journal of its own, takes the next subscriber
 * that waits, fills its buffer or works until its turn is over, and gives it back to its IO thread. So one that reads slowly
 * costs nothing while it does, and one with a long way to go holds up no other for longer than a turn.
 *
 * <p>They are served in rounds: who waits when a round begins has one turn in it, in the order of the journal. To go on near to
 * where the last one stopped costs little beside going to another file, which has to be opened and mapped.
 *
 * <p>It owns its threads, which {@link #close} ends; they end by themselves where nothing was to do for a minute.
 */
final class CatchUp implements AutoCloseable {
    private static final int THREADS = 2;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long WAIT_MILLIS = 200;
    private static final int IDLE_WAITS = 300;

    private final Journal journal;
    private final Queue<Subscriber> round = new ArrayDeque<>(); // in the order of the journal; guarded by this
    private final List<Subscriber> nextRound = new ArrayList<>(); // each subscriber once at most; guarded by this
    private final Thread[] threads = new Thread[THREADS];
    private volatile boolean closed;

    CatchUp(Journal journal) {
        this.journal = journal;
    }

    /** Has a subscriber's buffer filled. Any thread; it is the worker's until {@link Subscriber#returned}. */
    synchronized void add(Subscriber subscriber) {
        nextRound.add(subscriber);
        notify();
        for (int i = 0; i < THREADS && !closed; i++) {
            if (threads[i] == null) {
                int number = i;
                threads[i] = new Thread(() -> run(number), "tapedeck-stream-history-" + (i + 1));
                threads[i].setDaemon(true);
                threads[i].start();
            }
        }
    }

    private void run(int number) {
        JournalPlace place = null;
        try {
            for (int idle = 0; !closed && !(idle > IDLE_WAITS && endsIdle(number)); idle++) {
                // No interrupt ends this thread: it could close a file under Chronicle's hands.
                Subscriber subscriber = next();
                if (subscriber != null) {
                    place = serve(subscriber, place);
                    idle = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (place != null) {
                place.close();
            }
        }
    }

    /** The next one to serve, or null where none came for a while. */
    private synchronized Subscriber next() throws InterruptedException {
        if (round.isEmpty() && nextRound.isEmpty()) {
            wait(WAIT_MILLIS);
        }
        if (round.isEmpty()) {
            nextRound.sort(Comparator.comparingLong(Subscriber::nextSeq));
            round.addAll(nextRound);
            nextRound.clear();
        }
        return round.poll();
    }

    private synchronized boolean endsIdle(int number) {
        if (!round.isEmpty() || !nextRound.isEmpty()) {
            return false;
        }
        threads[number] = null;
        return true;
    }

    /** Serves one for a turn, and returns the place to go on with: none where reading failed. */
    private JournalPlace serve(Subscriber subscriber, JournalPlace standing) {
        JournalPlace place = standing;
        Throwable failure = null;
        try {
            if (place == null) {
                place = new JournalPlace(journal.reader());
            }
            subscriber.fill(place, TURN_NANOS);
        } catch (RuntimeException | Error e) { // whatever it is, its subscriber must not wait for ever
            failure = e;
            if (place != null) {
                place.close();
                place = null;
            }
        }
        Throwable told = failure;
        try {
            subscriber.thread().execute(() -> subscriber.returned(told));
        } catch (RejectedExecutionException e) {
            subscriber.streams().abandoned(subscriber); // the server has stopped
        }
        return place;
    }

    /** Ends the threads, and waits until their readers are closed. */
    @Override
    public void close() {
        Thread[] running;
        synchronized (this) {
            closed = true;
            running = threads.clone();
        }
        for (Thread thread : running) {
            if (thread != null) {
                Joining.join(thread);
            }
        }
    }
}
