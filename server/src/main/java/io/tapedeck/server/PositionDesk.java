package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.Position.Op;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeWriter;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Where positions are opened and changed: the one way to them for every route and tool. A change is decided in its turn
 * (see {@link EventLine}), recorded as an event, and answered with the position that it made. Any thread that may wait.
 *
 * <p>Besides {@link ProblemException} with the codes of its methods, every call throws what journal, tape and queries throw.
 */
final class PositionDesk {
    private static final int MAX_REF = 100;

    private final EventLine line;
    private final PositionReports reports;
    private final PositionEvents events;

    PositionDesk(EventLine line, PositionReports reports, TapeWriter writer) {
        this.line = line;
        this.reports = reports;
        events = new PositionEvents(new MarketPrice(writer));
    }

    /** Where they are found and reported. */
    PositionReports reports() {
        return reports;
    }

    /**
     * Opens a position.
     *
     * @param fields {@link PositionEvents#OPENING}
     * @param key makes a retry safe, or null
     * @param deadline by when
     * @throws ProblemException no_price, ref_in_use; idempotency_conflict, ack_timeout, catching_up and busy here and below
     */
    PositionReport open(DeskFields fields, IdempotencyKey key, Deadline deadline) {
        return open(fields, key, false, deadline);
    }

    /**
     * The same, but an open position that has the same {@code ref} and was opened by the same words is told again, as a repeat, and nothing
     * is recorded: for who has no key to make a retry safe.
     */
    PositionReport openOnce(DeskFields fields, Deadline deadline) {
        return open(fields, null, true, deadline);
    }

    private PositionReport open(DeskFields fields, IdempotencyKey key, boolean once, Deadline deadline) {
        EventFields event = events.opening(fields.only(PositionEvents.OPENING), fields.text("ref", MAX_REF));
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                return reports.now(before.subject(), deadline).answering(true, true);
            }
            MarkedPosition other = event.text("ref") == null ? null : reports.byRef(event.text("ref"), deadline);
            if (other != null && !other.position().isClosed()) {
                String id = other.position().id();
                StoredEvent opening = reports.events(id, deadline).get(0);
                if (once && PositionEvents.isSame(event, opening)) {
                    return reports.now(id, deadline).answering(true, false);
                }
                throw new ProblemException(
                        409,
                        "ref_in_use",
                        "position " + id + " with this ref is open: change it, or PUT it by its ref");
            }
            return opened(turn, event, key, deadline);
        }
    }

    private PositionReport opened(EventLine.Turn turn, EventFields event, IdempotencyKey key, Deadline deadline) {
        String id = line.newId('p');
        turn.append(StoredEvent.POSITION, events.priced(event).put("id", id), key);
        return reports.now(id, deadline).answering(false, true);
    }

    /**
     * Sets stop, target or note, or takes them away.
     *
     * @param fields {@link PositionEvents#CHANGING}
     * @throws ProblemException unknown_position and position_closed besides
     */
    PositionReport change(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        return record(id, key, deadline, events.change(fields));
    }

    /**
     * Enters more.
     *
     * @param fields {@link PositionEvents#AMOUNT}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport add(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        return record(id, key, deadline, events.add(fields));
    }

    /**
     * Takes a part out.
     *
     * @param fields {@link PositionEvents#AMOUNT}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport reduce(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        return record(id, key, deadline, events.reduce(fields));
    }

    /**
     * Takes all out.
     *
     * @param fields {@link PositionEvents#CLOSING}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport close(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        return record(id, key, deadline, events.close(fields));
    }

    private PositionReport record(String id, IdempotencyKey key, Deadline deadline, PositionEvents.Change change) {
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                return reports.now(before.subject(), deadline).answering(true, false);
            }
            Position position = reports.found(id, deadline).position();
            if (position.isClosed()) {
                throw new ProblemException(
                        409,
                        "position_closed",
                        "position " + id + " is closed, and nothing was recorded: open another");
            }
            EventFields event = change.of(position);
            if (event != null) {
                turn.append(StoredEvent.POSITION, position.describe(event), key);
            }
            return reports.now(id, deadline);
        }
    }

    /**
     * Makes a position as another system has it: opens, changes or closes it. Where it is so already, nothing is recorded.
     *
     * @param ref that system's name for it
     * @param fields {@link PositionEvents#MIRRORING}: what is left out stays, and a quantity of 0 closes it
     * @throws ProblemException no_price, ref_conflict and unknown_position besides
     */
    PositionReport mirror(String ref, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        fields.only(PositionEvents.MIRRORING);
        String checked = DeskFields.of(Map.of("ref", ref)).text("ref", MAX_REF);
        BigDecimal quantity = PositionEvents.mirroredQuantity(fields);
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                boolean created = Op.OPEN.name().equals(before.fields().text("op"));
                return reports.now(before.subject(), deadline).answering(true, created);
            }
            MarkedPosition known = reports.byRef(checked, deadline);
            boolean isOpen = known != null && !known.position().isClosed();
            if (!isOpen && quantity.signum() > 0) {
                return opened(turn, events.opening(fields.without("price"), checked), key, deadline);
            }
            if (known == null) {
                throw new ProblemException(
                        404,
                        "unknown_position",
                        "there is no position with the ref " + Shown.of(checked) + " to close");
            }
            EventFields event = isOpen ? events.mirrored(fields, quantity, known.position()) : null;
            if (event != null) {
                turn.append(StoredEvent.POSITION, known.position().describe(event), key);
            }
            return reports.now(known.position().id(), deadline);
        }
    }
}
