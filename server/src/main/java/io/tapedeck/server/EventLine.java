package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.Receipt;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.KeyTable;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeException;
import io.tapedeck.writer.TapeWriter;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The line in which events get into the journal, one behind the other: who has the turn sees what all events before have made, decides,
 * appends, and gives the turn up only when the writer has applied it. So a decision is right by the journal's order, and its answer
 * shows its effect. One of a deck; any thread that may wait.
 */
final class EventLine {
    private static final int ID_CHARACTERS = 12;

    private final Journal journal;
    private final TapeWriter writer;
    private final QueryEngine query;
    private final EpochClock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock line = new ReentrantLock(true);

    // Of who has the turn.
    private volatile long awaitedRecord;
    private Receipt unsure; // of an event that may still get into the journal

    /** A line behind all that an earlier process has appended. */
    EventLine(Journal journal, TapeWriter writer, QueryEngine query, EpochClock clock) {
        this.journal = journal;
        this.writer = writer;
        this.query = query;
        this.clock = clock;
        awaitedRecord = journal.appendedRecord();
    }

    /**
     * Waits until the writer has applied what earlier processes appended, and what was decided before.
     *
     * @throws ProblemException 503 catching_up
     */
    void awaitKnown(Deadline deadline) {
        long record = awaitedRecord;
        if (!awaitVisible(record, deadline)) {
            long lag = record - writer.visibleRecord();
            throw new ProblemException(
                            503,
                            "catching_up",
                            "the tape catches up with the journal, " + lag
                                    + " records to go, and until then it is not known how positions and alerts stand:"
                                    + " nothing was recorded, ask again")
                    .withRetryAfter(1);
        }
    }

    private boolean awaitVisible(long record, Deadline deadline) {
        if (writer.visibleRecord() >= record) {
            return true;
        }
        try {
            writer.progress()
                    .await(
                            () -> writer.visibleRecord() >= record || writer.failure() != null,
                            Math.max(0, deadline.remainingNanos()));
        } catch (InterruptedException e) {
            throw closing();
        }
        if (writer.visibleRecord() < record && writer.failure() != null) {
            throw new TapeException(
                    TapeException.Code.STOPPED, "the tape's writer has stopped: " + writer.failure(), writer.failure());
        }
        return writer.visibleRecord() >= record;
    }

    /** An id that nothing has yet: behind what tells its kind, 60 random bits. */
    String newId(char kind) {
        StringBuilder id = new StringBuilder().append(kind);
        for (int i = 0; i < ID_CHARACTERS; i++) {
            id.append(Character.forDigit(random.nextInt(32), 32));
        }
        return id.toString();
    }

    /**
     * Waits for the turn.
     *
     * @throws ProblemException 503 busy or catching_up
     */
    Turn take(Deadline deadline) {
        try {
            if (!line.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(
                                503, "busy", "other changes are being recorded, and nothing was: send it again")
                        .withRetryAfter(1);
            }
        } catch (InterruptedException e) {
            throw closing();
        }
        try {
            settle(deadline);
            awaitKnown(deadline);
            return new Turn(deadline);
        } catch (RuntimeException | Error e) {
            line.unlock();
            throw e;
        }
    }

    /** Finds out what became of the event before, where its sender could not wait for it. */
    private void settle(Deadline deadline) {
        Receipt before = unsure;
        if (before != null && isAppended(before, deadline)) {
            awaitedRecord = before.recordNumber();
            unsure = null;
        } else if (before != null) {
            throw new ProblemException(
                            503, "busy", "an earlier change is not in the journal yet, and nothing was recorded: wait")
                    .withRetryAfter(1);
        }
    }

    private static boolean isAppended(Receipt receipt, Deadline deadline) {
        try {
            return receipt.awaitAppended(Math.max(0, deadline.remainingNanos()));
        } catch (InterruptedException e) {
            throw closing();
        }
    }

    /** The right to append the next event. Its thread closes it. */
    final class Turn implements AutoCloseable {
        private final Deadline deadline;

        private Turn(Deadline deadline) {
            this.deadline = deadline;
        }

        /**
         * The event that came with this key before, within the time that keys are kept.
         *
         * @param key the key, or null
         * @return the event, or null where there is none and this one is to be recorded
         * @throws ProblemException 422 idempotency_conflict where it came with something else
         */
        StoredEvent before(IdempotencyKey key) {
            StoredEvent found = key == null ? null : find(key.key());
            if (found == null || clock.nanos() - found.atNanos() > KeyTable.KEPT_NANOS) {
                return null;
            }
            if (!hex(key.sent()).equals(found.fields().text("request"))) {
                throw new ProblemException(
                        422,
                        "idempotency_conflict",
                        "this Idempotency-Key was used for another change, and now nothing was recorded:"
                                + " use a new key for what is new, and repeat a request as it was");
            }
            return found;
        }

        private StoredEvent find(RequestHash key) {
            StoredEvent inMemory = book().keyed(key); // first: it leaves memory only once the tape has it
            return inMemory != null ? inMemory : query.positions().keyed(key, deadline);
        }

        /**
         * Appends an event and waits until it is applied.
         *
         * @param kind of {@link StoredEvent}
         * @param key the key that it came with, or null
         * @return its place
         * @throws io.tapedeck.journal.JournalException BUSY, STOPPED or DISK_FULL, where nothing was recorded
         * @throws ProblemException 504 ack_timeout, where it was, or may be
         */
        EventPlace append(int kind, EventFields event, IdempotencyKey key) {
            if (key != null) {
                event.put("key", hex(key.key())).put("request", hex(key.sent()));
            }
            Capture capture = journal.capture();
            unsure = capture.event(kind, event.bytes());
            if (!isAppended(unsure, deadline)) {
                throw new ProblemException(
                        504,
                        "ack_timeout",
                        "the change was accepted, but is not in the journal yet: it may get there, so look before you"
                                + " send it again, or send it with the same Idempotency-Key");
            }
            EventPlace place = new EventPlace(unsure.lastSeq(), unsure.recordNumber());
            unsure = null;
            awaitedRecord = place.record();
            if (!awaitVisible(place.record(), deadline)) {
                throw new ProblemException(
                        504,
                        "ack_timeout",
                        "the change is recorded, and not visible yet: do not send it again, look a little later");
            }
            return place;
        }

        @Override
        public void close() {
            line.unlock();
        }
    }

    PositionBook book() {
        return writer.positions();
    }

    private static String hex(RequestHash hash) {
        return Sha256.hex(hash.bytes());
    }

    private static QueryException closing() {
        Thread.currentThread().interrupt();
        return new QueryException(QueryException.Code.CLOSED, "the server is being closed");
    }
}
