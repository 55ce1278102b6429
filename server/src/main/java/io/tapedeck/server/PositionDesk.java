package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.PositionPast.Moment;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.Position.Op;
import io.tapedeck.writer.Position.Side;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.PriceMark;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Where positions are opened, changed and reported: the one way to them for every route and tool. A change is decided in its turn
 * (see {@link EventLine}), recorded as an event, and answered with the position that it made. Any thread that may wait.
 *
 * <p>Besides {@link ProblemException} with the codes of its methods, every call throws what journal, tape and queries throw.
 */
final class PositionDesk {
    static final List<String> OPENING =
            List.of("symbol", "side", "quantity", "entry_price", "stop", "target", "contract_size", "ref", "note");
    static final List<String> CHANGING = List.of("stop", "target", "note");
    static final List<String> AMOUNT = List.of("quantity", "price");
    static final List<String> CLOSING = List.of("price");
    static final List<String> MIRRORING =
            List.of("symbol", "side", "quantity", "entry_price", "price", "stop", "target", "contract_size", "note");

    private static final List<String> SIDES = List.of("long", "short");
    private static final int MAX_REF = 100;

    private final EventLine line;
    private final TapeWriter writer;
    private final QueryEngine query;
    private final EpochClock clock;
    private final MarketPrice market;
    private final PositionPast past;

    PositionDesk(EventLine line, Journal journal, TapeWriter writer, QueryEngine query, EpochClock clock) {
        this.line = line;
        this.writer = writer;
        this.query = query;
        this.clock = clock;
        market = new MarketPrice(writer);
        past = new PositionPast(journal, query);
    }

    /** Makes an event of a position as it stands; null where nothing is to be changed. */
    private interface Change {
        EventFields of(Position position);
    }

    /**
     * Opens a position.
     *
     * @param fields {@link #OPENING}
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
        EventFields event = opening(fields.only(OPENING), fields.text("ref", MAX_REF));
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                return now(before.subject(), deadline).answering(true, true);
            }
            MarkedPosition other = event.text("ref") == null ? null : byRef(event.text("ref"), deadline);
            if (other != null && !other.position().isClosed()) {
                String id = other.position().id();
                if (once && isSame(event, events(id, deadline).get(0))) {
                    return now(id, deadline).answering(true, false);
                }
                throw new ProblemException(
                        409,
                        "ref_in_use",
                        "position " + id + " with this ref is open: change it, or PUT it by its ref");
            }
            return opened(turn, event, key, deadline);
        }
    }

    private EventFields opening(DeskFields fields, String ref) {
        BigDecimal contractSize = fields.positive("contract_size");
        return new EventFields()
                .put("op", Op.OPEN.name())
                .put("ref", ref)
                .put("symbol", fields.symbol())
                .put("side", side(fields).name())
                .put("quantity", fields.requiredPositive("quantity"))
                .put("price", fields.price("entry_price"))
                .put("contract_size", contractSize == null ? BigDecimal.ONE : contractSize)
                .put("stop", fields.decimal("stop"))
                .put("target", fields.decimal("target"))
                .put("note", fields.note());
    }

    /** Whether an opening says what was said before; one at the market's price did not say a price. */
    private static boolean isSame(EventFields opening, StoredEvent before) {
        EventFields said = before.fields();
        return OPENING.stream()
                .map(name -> name.equals("entry_price") ? "price" : name)
                .filter(name -> !name.equals("price") || opening.text(name) != null)
                .allMatch(name -> Objects.equals(opening.text(name), said.text(name)));
    }

    private static Side side(DeskFields fields) {
        return Side.valueOf(fields.requiredChoice("side", SIDES).toUpperCase(Locale.ROOT));
    }

    private PositionReport opened(EventLine.Turn turn, EventFields event, IdempotencyKey key, Deadline deadline) {
        if (event.text("price") == null) {
            event.put("price", entering(event.text("symbol"), Side.valueOf(event.text("side"))));
        }
        String id = line.newId('p');
        turn.append(StoredEvent.POSITION, event.put("id", id), key);
        return now(id, deadline).answering(false, true);
    }

    private BigDecimal entering(String symbol, Side side) {
        return market.of(symbol, side == Side.LONG ? PriceMark.Kind.ASK : PriceMark.Kind.BID)
                .price();
    }

    private BigDecimal leaving(Position position) {
        return market.of(position.symbol(), position.side().quoteMark()).price();
    }

    /**
     * Sets stop, target or note, or takes them away.
     *
     * @param fields {@link #CHANGING}
     * @throws ProblemException unknown_position and position_closed besides
     */
    PositionReport change(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        fields.only(CHANGING);
        return record(id, key, deadline, position -> changes(fields, position, Op.CHANGE));
    }

    /** The fields of {@link #CHANGING} that are not so already; null where there are none. */
    private static EventFields changes(DeskFields fields, Position position, Op op) {
        EventFields event = new EventFields();
        boolean changes = changes(event, "stop", fields, fields.decimal("stop"), position.stop());
        changes |= changes(event, "target", fields, fields.decimal("target"), position.target());
        String note = fields.note();
        if (fields.has("note") && !String.valueOf(note).equals(String.valueOf(position.note()))) {
            event.put("note", note == null ? "" : note);
            changes = true;
        }
        return changes ? event.put("op", op.name()) : null;
    }

    private static boolean changes(
            EventFields event, String name, DeskFields fields, BigDecimal wanted, BigDecimal there) {
        boolean same = wanted == null ? there == null : there != null && wanted.compareTo(there) == 0;
        if (!fields.has(name) || same) {
            return false;
        }
        if (wanted == null) {
            event.put(name, "");
        } else {
            event.put(name, wanted);
        }
        return true;
    }

    /**
     * Enters more.
     *
     * @param fields {@link #AMOUNT}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport add(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        BigDecimal quantity = fields.only(AMOUNT).requiredPositive("quantity");
        BigDecimal price = fields.price("price");
        return record(
                id,
                key,
                deadline,
                position ->
                        traded(Op.ADD, quantity, price == null ? entering(position.symbol(), position.side()) : price));
    }

    /**
     * Takes a part out.
     *
     * @param fields {@link #AMOUNT}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport reduce(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        BigDecimal quantity = fields.only(AMOUNT).requiredPositive("quantity");
        BigDecimal price = fields.price("price");
        return record(id, key, deadline, position -> {
            if (quantity.compareTo(position.quantity()) > 0) {
                throw DeskFields.bad(
                        "quantity",
                        quantity.toPlainString(),
                        "at most the " + position.quantity().toPlainString() + " that are open");
            }
            return traded(Op.REDUCE, quantity, price == null ? leaving(position) : price);
        });
    }

    /**
     * Takes all out.
     *
     * @param fields {@link #CLOSING}
     * @throws ProblemException unknown_position, position_closed and no_price besides
     */
    PositionReport close(String id, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        BigDecimal price = fields.only(CLOSING).price("price");
        return record(id, key, deadline, position -> traded(Op.CLOSE, null, price == null ? leaving(position) : price));
    }

    private static EventFields traded(Op op, BigDecimal quantity, BigDecimal price) {
        return new EventFields().put("op", op.name()).put("quantity", quantity).put("price", price);
    }

    private PositionReport record(String id, IdempotencyKey key, Deadline deadline, Change change) {
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                return now(before.subject(), deadline).answering(true, false);
            }
            Position position = found(id, deadline).position();
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
            return now(id, deadline);
        }
    }

    /**
     * Makes a position as another system has it: opens, changes or closes it. Where it is so already, nothing is recorded.
     *
     * @param ref that system's name for it
     * @param fields {@link #MIRRORING}: what is left out stays, and a quantity of 0 closes it
     * @throws ProblemException no_price, ref_conflict and unknown_position besides
     */
    PositionReport mirror(String ref, DeskFields fields, IdempotencyKey key, Deadline deadline) {
        fields.only(MIRRORING);
        String checked = DeskFields.of(Map.of("ref", ref)).text("ref", MAX_REF);
        fields.required("quantity");
        BigDecimal quantity = fields.decimal("quantity");
        if (quantity.signum() < 0) {
            throw DeskFields.bad("quantity", quantity.toPlainString(), "a number above 0, or 0 to close it");
        }
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                boolean created = Op.OPEN.name().equals(before.fields().text("op"));
                return now(before.subject(), deadline).answering(true, created);
            }
            MarkedPosition known = byRef(checked, deadline);
            boolean isOpen = known != null && !known.position().isClosed();
            if (!isOpen && quantity.signum() > 0) {
                return opened(turn, opening(fields.without("price"), checked), key, deadline);
            }
            if (known == null) {
                throw new ProblemException(
                        404,
                        "unknown_position",
                        "there is no position with the ref " + Shown.of(checked) + " to close");
            }
            EventFields event = isOpen ? mirrored(fields, quantity, known.position()) : null;
            if (event != null) {
                turn.append(StoredEvent.POSITION, known.position().describe(event), key);
            }
            return now(known.position().id(), deadline);
        }
    }

    private EventFields mirrored(DeskFields fields, BigDecimal quantity, Position position) {
        requireSame(fields, position);
        BigDecimal price = fields.price("price");
        if (quantity.signum() == 0) {
            return traded(Op.CLOSE, null, price == null ? leaving(position) : price);
        }
        EventFields event = changes(fields, position, Op.MIRROR);
        BigDecimal entry = fields.price("entry_price");
        boolean sameEntry = entry == null || entry.compareTo(position.entry()) == 0;
        int more = quantity.compareTo(position.quantity());
        if (more == 0 && sameEntry) {
            return event;
        }
        event = event == null ? new EventFields().put("op", Op.MIRROR.name()) : event;
        event.put("entry_price", entry);
        if (more != 0) {
            event.put("quantity", quantity);
            // What is added at a new average entry price was bought at that average's expense, whatever it cost.
            BigDecimal market = price != null
                    ? price
                    : more < 0
                            ? leaving(position)
                            : entry != null ? entry : entering(position.symbol(), position.side());
            event.put("price", market);
        }
        return event;
    }

    private static void requireSame(DeskFields fields, Position position) {
        BigDecimal contractSize = fields.positive("contract_size");
        boolean same = (fields.text("symbol") == null || fields.symbol().equals(position.symbol()))
                && (fields.text("side") == null || side(fields) == position.side())
                && (contractSize == null || contractSize.compareTo(position.contractSize()) == 0);
        if (!same) {
            throw new ProblemException(
                    409,
                    "ref_conflict",
                    "position " + position.id() + " with this ref is " + position.side() + " " + position.symbol()
                            + " with a contract_size of "
                            + position.contractSize().toPlainString()
                            + ", which cannot be changed, and nothing was recorded: close it first");
        }
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

    private List<StoredEvent> events(String id, Deadline deadline) {
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

    private PositionReport now(String id, Deadline deadline) {
        long visible = writer.visibleSeq();
        PositionBook.AsOf inMemory = book().find(id);
        if (!inMemory.positions().isEmpty()) {
            MarkedPosition marked = inMemory.positions().get(0);
            long seq = marked.position().isClosed() ? visible : inMemory.seq();
            return PositionReport.of(marked, seq, clock.nanos());
        }
        return PositionReport.of(found(id, deadline), visible, clock.nanos());
    }

    private MarkedPosition found(String id, Deadline deadline) {
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

    private MarkedPosition byRef(String ref, Deadline deadline) {
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
