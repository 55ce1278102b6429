package io.tapedeck.server;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.QueryException;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.PositionHistory;
import io.tapedeck.writer.StoredEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * How positions stood at an earlier place of the journal: made anew out of their events and of all ticks of their symbol since. Any
 * thread that may wait.
 */
final class PositionPast {
    private final Journal journal;
    private final QueryEngine query;

    PositionPast(Journal journal, QueryEngine query) {
        this.journal = journal;
        this.query = query;
    }

    /**
     * A place of the journal, and when it was written.
     *
     * @param last the last event and tick that count
     * @param nanos when what stands there was captured, 0 where the journal does not hold it any more
     */
    record Moment(EventPlace last, long nanos) {}

    /** The place behind a tick and the events that stand behind it. */
    Moment at(long seq) {
        long nanos = 0;
        if (seq >= journal.baseSeq()) {
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(seq);
                nanos = reader.next() ? reader.captureNanos() : 0;
            }
        }
        return new Moment(new EventPlace(seq, Long.MAX_VALUE), nanos);
    }

    /**
     * The place behind all that was captured by a time.
     *
     * @throws ProblemException 410 as_of_gone where the journal does not reach so far back
     */
    Moment atTime(long nanos) {
        try (JournalReader reader = journal.reader()) {
            reader.seekTime(nanos + 1);
            if (!reader.next()) {
                return new Moment(new EventPlace(Long.MAX_VALUE, Long.MAX_VALUE), nanos);
            }
            EventPlace last = new EventPlace(reader.firstSeq() - 1, reader.recordNumber() - 1);
            if (last.seq() < journal.baseSeq() && journal.baseSeq() > 1) {
                throw gone("the journal holds nothing that was captured by then any more: give at_seq");
            }
            return new Moment(last, nanos);
        }
    }

    /**
     * A position as it was.
     *
     * @param now the position as it is
     * @param events its events, in their order; those behind the moment are passed over
     * @param until the moment
     * @param deadline by when
     * @throws ProblemException 404 unknown_position where it was not open yet, 410 as_of_gone where its ticks are deleted
     */
    MarkedPosition state(MarkedPosition now, List<StoredEvent> events, EventPlace until, Deadline deadline) {
        List<StoredEvent> before = events.stream()
                .filter(event -> event.place().compareTo(until) <= 0)
                .toList();
        if (before.isEmpty()) {
            throw new ProblemException(
                    404,
                    "unknown_position",
                    "position " + now.position().id() + " was not open yet then: it was opened behind seq "
                            + now.position().opened().seq());
        }
        requireTicks(now, deadline);
        PositionHistory history = new PositionHistory(before, now.opening());
        take(history, now, TickKind.QUOTE, until.seq(), deadline);
        take(history, now, TickKind.TRADE, until.seq(), deadline);
        return history.state();
    }

    private void requireTicks(MarkedPosition now, Deadline deadline) {
        LocalDate kept = query.positions().ticksFrom(deadline);
        long floorNanos = now.opening().floorNanos();
        long fromNanos = floorNanos == MarkedPosition.NO_FLOOR ? now.position().openedNanos() : floorNanos;
        LocalDate from =
                Instant.ofEpochSecond(0, fromNanos).atZone(ZoneOffset.UTC).toLocalDate();
        if (kept != null && from.isBefore(kept)) {
            throw gone("ticks since the opening are deleted: the tape has all from " + kept
                    + " on, and this position needs those from " + from + " on");
        }
    }

    private static ProblemException gone(String why) {
        return new ProblemException(410, "as_of_gone", why);
    }

    private void take(PositionHistory history, MarkedPosition now, TickKind kind, long lastSeq, Deadline deadline) {
        TickQuery ticks = new TickQuery(
                kind,
                now.position().symbol(),
                Math.max(0, now.opening().floorNanos()),
                Long.MAX_VALUE,
                TickQuery.Order.ASCENDING,
                Long.MAX_VALUE,
                null);
        try {
            query.ticks(ticks, deadline, tick -> {
                if (tick.seq() <= lastSeq) {
                    history.take(tick);
                }
            });
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.UNKNOWN_SYMBOL) { // one that never had a tick is marked at none
                throw e;
            }
        }
    }
}
