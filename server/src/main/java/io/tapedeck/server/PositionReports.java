package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.PositionPast.Moment;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Positions as they are and as they were: found in memory first and in the tape afterwards, since what leaves memory is in the tape by then.
 * Any thread that may wait.
 *
 * <p>Besides {@link ProblemException} with the codes of its methods, every call throws what journal, tape and queries throw; those for
 * callers also catching_up, see {@link EventLine#awaitKnown}.
 */
final class PositionReports {
    private final EventLine line;
    private final TapeWriter writer;
    private final QueryEngine query;
    private final EpochClock clock;
    private final PositionPast past;

    PositionReports(EventLine line, Journal journal, TapeWriter writer, QueryEngine query, EpochClock clock) {
        this.line = line;
        this.writer = writer;
        this.query = query;
        this.clock = clock;
        past = new PositionPast(journal, query);
    }

    /**
     * A position as it is.
     *
     * @throws ProblemException unknown_position
     */
    PositionReport report(String id, Deadline deadline) {
        line.awaitKnown(deadline);
        return now(id, deadline);
    }

    /**
     * A position as all ticks and events up to a {@code seq} have made it.
     *
     * @throws ProblemException unknown_position, also where it was not open yet; as_of_gone, seq_ahead
     */
    PositionReport reportAt(String id, long seq, Deadline deadline) {
        line.awaitKnown(deadline);
        if (seq > writer.visibleSeq()) {
            throw new ProblemException(
                    409,
                    "seq_ahead",
                    "at_seq is " + seq + ", and the last tick is " + writer.visibleSeq()
                            + ": leave at_seq out for what is now");
        }
        return at(id, past.at(seq), deadline);
    }

    /**
     * A position as all that was captured by a time has made it.
     *
     * @throws ProblemException as above
     */
    PositionReport reportAtTime(String id, long nanos, Deadline deadline) {
        line.awaitKnown(deadline);
        Moment moment = past.atTime(nanos);
        return moment.last().seq() == Long.MAX_VALUE ? now(id, deadline) : at(id, moment, deadline);
    }

    private PositionReport at(String id, Moment moment, Deadline deadline) {
        MarkedPosition now = found(id, deadline);
        MarkedPosition then = past.state(now, events(id, deadline), moment.last(), deadline);
        return PositionReport.of(then, moment.last().seq(), moment.nanos());
    }

    /** The events of a position, in their order. */
    List<StoredEvent> events(String id, Deadline deadline) {
        Map<EventPlace, StoredEvent> all = new LinkedHashMap<>();
        // In this order: an event leaves memory only after the commit that brought it into the tape.
        List<StoredEvent> recent = book().recentEvents(id);
        query.positions().events(id, deadline).forEach(event -> all.put(event.place(), event));
        recent.forEach(event -> all.put(event.place(), event));
        return List.copyOf(all.values());
    }

    /**
     * The open positions.
     *
     * @param symbol only those of this symbol, or null
     * @return in the order in which they were opened
     */
    List<PositionReport> open(String symbol, Deadline deadline) {
        line.awaitKnown(deadline);
        PositionBook.AsOf all = book().all();
        long nowNanos = clock.nanos();
        return all.positions().stream()
                .filter(each -> !each.position().isClosed()
                        && (symbol == null || symbol.equals(each.position().symbol())))
                .map(each -> PositionReport.of(each, all.seq(), nowNanos))
                .toList();
    }

    /**
     * Closed positions, those that were opened last first.
     *
     * @param limit at most so many
     * @param before only such that were opened before this place, or null
     */
    List<PositionReport> closed(int limit, EventPlace before, Deadline deadline) {
        line.awaitKnown(deadline);
        Map<String, MarkedPosition> found = new LinkedHashMap<>();
        for (MarkedPosition each : book().all().positions()) {
            boolean wanted = before == null || each.position().opened().compareTo(before) < 0;
            if (each.position().isClosed() && wanted) {
                found.put(each.position().id(), each);
            }
        }
        query.positions()
                .closed(before, limit, deadline)
                .forEach(each -> found.put(each.position().id(), each));
        List<MarkedPosition> sorted = new ArrayList<>(found.values());
        sorted.sort(
                Comparator.comparing((MarkedPosition each) -> each.position().opened())
                        .reversed());
        long seq = writer.visibleSeq();
        long nowNanos = clock.nanos();
        return sorted.stream()
                .limit(limit)
                .map(each -> PositionReport.of(each, seq, nowNanos))
                .toList();
    }

    /** A position as it is, without waiting for what earlier processes appended: of who has the turn. */
    PositionReport now(String id, Deadline deadline) {
        long visible = writer.visibleSeq();
        PositionBook.AsOf inMemory = book().find(id);
        if (!inMemory.positions().isEmpty()) {
            MarkedPosition marked = inMemory.positions().get(0);
            long seq = marked.position().isClosed() ? visible : inMemory.seq();
            return PositionReport.of(marked, seq, clock.nanos());
        }
        return PositionReport.of(found(id, deadline), visible, clock.nanos());
    }

    /** The same, unreported. */
    MarkedPosition found(String id, Deadline deadline) {
        PositionBook.AsOf inMemory = book().find(id);
        MarkedPosition found = inMemory.positions().isEmpty()
                ? query.positions().find(id, deadline)
                : inMemory.positions().get(0);
        if (found == null) {
            throw new ProblemException(
                    404, "unknown_position", "there is no position " + Shown.of(id) + ": GET /v1/positions lists them");
        }
        return found;
    }

    /** The position that was opened last with a ref, or null. */
    MarkedPosition byRef(String ref, Deadline deadline) {
        String id = book().findRef(ref);
        MarkedPosition inTape = query.positions().findRef(ref, deadline);
        MarkedPosition inMemory = id == null ? null : found(id, deadline);
        boolean newer = inTape == null
                || inMemory != null
                        && inMemory.position()
                                        .opened()
                                        .compareTo(inTape.position().opened())
                                >= 0;
        return newer ? inMemory : inTape;
    }

    private PositionBook book() {
        return writer.positions();
    }
}
