package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.query.Deadline;
import io.tapedeck.writer.KeyTable;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that requests with the same idempotency key are recorded once. One of a deck, for every route that writes; any
 * thread.
 *
 * <p>A key is with one request at a time: a second one waits until the first is handed over to the journal, and is then told
 * the same. From there on until the writer has applied its ticks, the first stays known here; then the writer's memory knows
 * it, and after a commit the tape. Each lets go only after the next one has it, and they are asked in this order, so there is
 * no moment in which a recorded request is unknown. What an earlier process recorded is known once the writer has passed
 * the journal's end as it was at the start.
 */
final class KeyedWrites {
    /** Requests that the writer has not applied: 50 MB at most, and more than it is ever behind while it fares well. */
    private static final int MAX_ENTRIES = 1 << 18;

    /** Requests that wait for the writer after a start: a few, or they would take all workers from those who read. */
    private static final int MAX_WAITING = 8;

    private final KeyHistory history;
    private final EpochClock clock;
    private final long startSeq;
    private final int maxEntries;
    private final ConcurrentMap<RequestHash, KeyedWrite> entries = new ConcurrentHashMap<>();
    private final Queue<KeyedWrite> recorded = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lettingGo = new ReentrantLock();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /**
     * No request yet.
     *
     * @param history knows what was applied
     * @param clock tells how old a key is
     * @param startSeq the last {@code seq} that an earlier process may have recorded
     */
    KeyedWrites(KeyHistory history, EpochClock clock, long startSeq) {
        this(history, clock, startSeq, MAX_ENTRIES);
    }

    KeyedWrites(KeyHistory history, EpochClock clock, long startSeq, int maxEntries) {
        this.history = history;
        this.clock = clock;
        this.startSeq = startSeq;
        this.maxEntries = maxEntries;
    }

    /**
     * Waits until the keys of earlier processes are known; to be called before a body is read.
     *
     * @throws ProblemException 503 catching_up when that takes longer than the deadline, or too many wait already
     */
    void awaitKnown(Deadline deadline) {
        if (history.appliedSeq() >= startSeq) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw catchingUp();
        }
        try {
            if (!history.awaitApplied(startSeq, deadline.remainingNanos())) {
                throw catchingUp();
            }
        } catch (InterruptedException e) {
            throw closing();
        } finally {
            waiting.release();
        }
    }

    private ProblemException catchingUp() {
        long lagTicks = Math.max(0, startSeq - history.appliedSeq());
        return new ProblemException(
                        503,
                        "catching_up",
                        "the tape catches up with the journal, " + lagTicks
                                + " ticks to go, and until then it is not known"
                                + " which keys were used: nothing was recorded, send the request again with the same key")
                .with("lag_ticks", lagTicks)
                .withRetryAfter(1);
    }

    /** A request's turn with its key. Its thread closes it, when the request is handed over or refused. */
    final class Turn implements AutoCloseable {
        private final KeyedWrite own; // null where the request is a repeat
        private final Written before;
        private boolean settled;

        private Turn(KeyedWrite own, Written before) {
            this.own = own;
            this.before = before;
        }

        /** What an earlier request with this key recorded; null where this one is to be recorded. */
        Written before() {
            return before;
        }

        /** Says that the request was handed over to the journal. */
        void recorded(Written written) {
            own.settle(written);
            recorded.add(own);
            settled = true;
        }

        /** Lets another request with this key try, where this one was not handed over. */
        @Override
        public void close() {
            if (own != null && !settled) {
                giveUp(own, null);
            }
        }
    }

    /**
     * Takes a key for a request, once no other has it.
     *
     * @param key the hash of the key
     * @param body the hash of what was sent with it
     * @param deadline by when
     * @return the request's turn: to record, or to be answered as the first was
     * @throws ProblemException 422 where the key was used for something else; 503
     * @throws io.tapedeck.query.QueryException TIMEOUT or BUSY where the tape does not tell in time
     */
    Turn take(RequestHash key, RequestHash body, Deadline deadline) {
        letGo();
        KeyedWrite mine = new KeyedWrite(key, body);
        while (true) {
            KeyedWrite other = entries.putIfAbsent(key, mine);
            if (other == null) {
                return lookUp(mine, deadline);
            }
            await(other, deadline);
            Written written = other.written();
            if (written != null) {
                checkSame(other.body(), body, written.count());
                return new Turn(null, written.repeated());
            }
        }
    }

    private static void await(KeyedWrite other, Deadline deadline) {
        try {
            if (!other.awaitSettled(deadline)) {
                throw new ProblemException(
                                503,
                                "busy",
                                "another request with this key is being recorded: send this one again with the same key")
                        .withRetryAfter(1);
            }
        } catch (InterruptedException e) {
            throw closing();
        }
    }

    private Turn lookUp(KeyedWrite mine, Deadline deadline) {
        boolean mayRecord = false;
        Written before = null;
        try {
            KeyedRequest found = history.find(mine.key(), deadline);
            if (found != null && clock.nanos() - found.atNanos() <= KeyTable.KEPT_NANOS) {
                checkSame(found.body(), mine.body(), found.count());
                before = Written.before(found);
                return new Turn(null, before);
            }
            checkRoom();
            mayRecord = true;
            return new Turn(mine, null);
        } finally {
            if (!mayRecord) {
                giveUp(mine, before);
            }
        }
    }

    /** Without a bound, a tape that cannot take what is applied for hours would fill the memory with keys. */
    private void checkRoom() {
        if (entries.size() > maxEntries) {
            throw new ProblemException(
                            503,
                            "catching_up",
                            "the tape is " + maxEntries
                                    + " requests with keys behind the journal, and nothing was recorded:"
                                    + " send the request again with the same key when it has caught up")
                    .withRetryAfter(1);
        }
    }

    private void giveUp(KeyedWrite mine, Written found) {
        entries.remove(mine.key(), mine); // first, or who waits for it would find it again
        mine.settle(found);
    }

    private static void checkSame(RequestHash first, RequestHash now, int recorded) {
        if (!first.equals(now)) {
            throw new ProblemException(
                            422,
                            "idempotency_conflict",
                            "this Idempotency-Key was used for another body or other parameters, with which "
                                    + recorded + " ticks were recorded, and now nothing was: use a"
                                    + " new key for what is new, and repeat a request as it was")
                    .with("recorded", recorded);
        }
    }

    /** Forgets what the writer knows by now. One thread at a time does it, and none waits for it. */
    private void letGo() {
        if (!lettingGo.tryLock()) {
            return;
        }
        try {
            long appliedSeq = history.appliedSeq();
            for (KeyedWrite oldest = recorded.peek();
                    oldest != null && oldest.isApplied(appliedSeq);
                    oldest = recorded.peek()) {
                recorded.remove();
                entries.remove(oldest.key(), oldest);
            }
        } finally {
            lettingGo.unlock();
        }
    }

    /** How many requests are known here. */
    int size() {
        return entries.size();
    }

    private static ProblemException closing() {
        Thread.currentThread().interrupt();
        return new ProblemException(503, "closing", "the server is closing, and nothing was recorded")
                .withRetryAfter(5);
    }
}
