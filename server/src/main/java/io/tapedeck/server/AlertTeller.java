package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.query.Deadline;
import io.tapedeck.writer.AlertFiring;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the writer noticed of alerts into the journal, once each, and tells who waits. It begins only when the writer has applied all that
 * the journal held at the start: then all firings that an earlier process recorded are known, and what was noticed before
 * its end and not recorded is still to be told. It owns its thread.
 */
final class AlertTeller implements AutoCloseable {
    /** As many may wait at a time. */
    static final int MAX_WAITERS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AlertTeller.class);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Journal journal;
    private final TapeWriter writer;
    private final EpochClock clock;
    private final long startRecord;
    private final long startNanos;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final Set<String> sent = new HashSet<>(); // alert and seq; the thread's own
    private final Thread thread;
    private volatile boolean closing;

    /** Looks for firings. */
    interface Look {
        AlertFirings fired(Deadline deadline);
    }

    private record Waiter(Look look, Deadline until, CompletableFuture<AlertFirings> answer) {}

    AlertTeller(Journal journal, TapeWriter writer, EpochClock clock) {
        this.journal = journal;
        this.writer = writer;
        this.clock = clock;
        startRecord = journal.appendedRecord();
        startNanos = clock.nanos();
        thread = new Thread(this::run, "tapedeck-alerts");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has who looks in vain told as soon as there is something, or once the time has passed. */
    CompletableFuture<AlertFirings> await(Look look, long waitNanos) {
        if (waiters.size() >= MAX_WAITERS) {
            throw new ProblemException(
                            429,
                            "too_many_waiters",
                            MAX_WAITERS + " requests wait for alerts already: ask without wait")
                    .withRetryAfter(5);
        }
        Waiter waiter = new Waiter(look, Deadline.in(Math.max(1, waitNanos)), new CompletableFuture<>());
        waiters.add(waiter);
        answer(waiter); // what fires from now on finds the waiter there
        return waiter.answer();
    }

    private void run() {
        long seen = -1;
        try {
            while (!closing) {
                long news = book().alertNews();
                if (news == seen) {
                    long before = seen;
                    book().alertSignal().await(() -> closing || book().alertNews() != before, TURN_NANOS);
                    news = book().alertNews();
                }
                turn();
                if (news != seen || waiters.stream().anyMatch(AlertTeller::isOver)) {
                    waiters.forEach(this::answer);
                }
                seen = news;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("alerts are noticed, and not told any more until a restart", e);
        } finally {
            closing = true;
            waiters.forEach(this::answer);
        }
    }

    private void turn() {
        if (writer.visibleRecord() < startRecord) {
            return;
        }
        book().listen(heardNanos(), startNanos);
        List<PositionBook.Pending> all = book().pendingFirings();
        sent.retainAll(all.stream().map(pending -> name(pending.firing())).toList());
        for (PositionBook.Pending pending : all) {
            if (!sent.contains(name(pending.firing())) && !tell(pending)) {
                return; // in their order, when there is room again
            }
        }
    }

    /** Up to when everything that came is known: under a heavy feed the writer is never at the journal's end. */
    private long heardNanos() {
        long nowNanos = clock.nanos(); // before the look: what comes behind it may not be applied
        return writer.visibleRecord() >= journal.appendedRecord() ? nowNanos : writer.appliedCaptureNanos();
    }

    private boolean tell(PositionBook.Pending pending) {
        try {
            EventFields event = pending.firing().event(pending.alert());
            journal.capture().event(StoredEvent.ALERT, event.bytes());
            sent.add(name(pending.firing()));
            return true;
        } catch (JournalException e) {
            boolean mayPass = e.code() == JournalException.Code.BUSY
                    || e.code() == JournalException.Code.DISK_FULL
                    || e.code() == JournalException.Code.STOPPED; // which is told elsewhere, and a restart goes on here
            if (!mayPass) {
                throw e;
            }
            return false;
        }
    }

    private static String name(AlertFiring firing) {
        return firing.alert() + ' ' + firing.seq();
    }

    private static boolean isOver(Waiter waiter) {
        return waiter.until().remainingNanos() <= 0;
    }

    private void answer(Waiter waiter) {
        if (waiter.answer().isDone()) {
            waiters.remove(waiter);
            return;
        }
        try {
            AlertFirings found = waiter.look().fired(Deadline.in(LOOK_NANOS));
            if (!found.rows().isEmpty() || isOver(waiter) || closing) {
                waiters.remove(waiter);
                waiter.answer().complete(found);
            }
        } catch (RuntimeException e) {
            waiters.remove(waiter);
            waiter.answer().completeExceptionally(e);
        }
    }

    private PositionBook book() {
        return writer.positions();
    }

    /** Answers all who wait, and ends the thread. Idempotent. */
    @Override
    public void close() {
        closing = true;
        book().alertSignal().wake();
        Joining.join(thread);
    }
}
