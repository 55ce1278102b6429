package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.Alert;
import io.tapedeck.writer.Alert.Type;
import io.tapedeck.writer.AlertFiring;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.PriceMark;
import io.tapedeck.writer.StoredEvent;
import io.tapedeck.writer.TapeWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where alerts are set, deleted, listed and waited for: the one way to them for every route and tool. What they wait for is noticed in
 * the writer; {@link AlertTeller} brings what was noticed into the journal. Any thread; where there is a deadline, one that may wait.
 *
 * <p>Besides {@link ProblemException} with the codes of its methods, every call throws what journal, tape and queries throw.
 */
final class AlertDesk {
    static final List<String> SETTING =
            List.of("kind", "position", "symbol", "level", "direction", "price", "amount", "seconds", "repeat", "note");

    /** How many there may be. */
    static final int MAX_ALERTS = 10_000;

    private static final List<String> KINDS = List.of("stop", "target", "price", "drawdown", "silence");
    private static final List<String> PRICES = List.of("trade", "bid", "ask");
    private static final List<String> DIRECTIONS = List.of("any", "up", "down");
    private static final long MAX_SECONDS = 30L * 86_400;

    private final EventLine line;
    private final TapeWriter writer;
    private final QueryEngine query;
    private final MarketPrice market;
    private final PositionReports positions;
    private final AlertTeller teller;

    AlertDesk(EventLine line, TapeWriter writer, QueryEngine query, PositionReports positions, AlertTeller teller) {
        this.line = line;
        this.writer = writer;
        this.query = query;
        this.positions = positions;
        this.teller = teller;
        market = new MarketPrice(writer);
    }

    /**
     * Sets an alert.
     *
     * @param fields {@link #SETTING}
     * @param key makes a retry safe, or null
     * @throws ProblemException unknown_position, position_closed, no_level, too_many_alerts
     */
    AlertReport set(DeskFields fields, IdempotencyKey key, Deadline deadline) {
        fields.only(SETTING);
        Type type = Type.valueOf(fields.requiredChoice("kind", KINDS).toUpperCase(Locale.ROOT));
        EventFields event = new EventFields().put("op", Alert.Op.SET.name()).put("type", type.name());
        switch (type) {
            case PRICE -> price(fields, event);
            case SILENCE -> event.put("symbol", fields.symbol()).put("seconds", seconds(fields));
            case STOP, TARGET -> event.put("position", fields.required("position"));
            case DRAWDOWN ->
                event.put("position", fields.required("position")).put("amount", fields.requiredPositive("amount"));
        }
        event.put(
                        "repeats",
                        fields.choice("repeat", List.of("false", "true"), "false")
                                        .equals("true")
                                ? 1
                                : 0)
                .put("note", fields.note());
        try (EventLine.Turn turn = line.take(deadline)) {
            StoredEvent before = turn.before(key);
            if (before != null) {
                AlertReport there = find(before.subject());
                return new AlertReport(there.alert(), there.firing(), there.ended(), true);
            }
            if (book().alerts().size() >= MAX_ALERTS) {
                throw new ProblemException(
                        422,
                        "too_many_alerts",
                        "there are " + MAX_ALERTS + " alerts, which is all that may be: delete some");
            }
            if (event.text("position") != null) {
                ofPosition(type, event, deadline);
            }
            String id = line.newId('a');
            turn.append(StoredEvent.ALERT, event.put("id", id), key);
            return find(id);
        }
    }

    private void price(DeskFields fields, EventFields event) {
        String symbol = fields.symbol();
        fields.required("level");
        String of = fields.choice("price", PRICES, null);
        event.put("symbol", symbol)
                .put("level", fields.decimal("level"))
                .put("direction", fields.choice("direction", DIRECTIONS, "any").toUpperCase(Locale.ROOT))
                .put("of", (of == null ? usual(symbol) : PriceMark.Kind.valueOf(of.toUpperCase(Locale.ROOT))).name());
    }

    /** Trades where the symbol has any, or has nothing yet; else bids. */
    private PriceMark.Kind usual(String symbol) {
        return market.hasQuotesAlone(symbol) ? PriceMark.Kind.BID : PriceMark.Kind.TRADE;
    }

    private static long seconds(DeskFields fields) {
        BigDecimal seconds = fields.requiredPositive("seconds");
        if (seconds.stripTrailingZeros().scale() > 0 || seconds.compareTo(BigDecimal.valueOf(MAX_SECONDS)) > 0) {
            throw DeskFields.bad("seconds", seconds.toPlainString(), "a whole number from 1 to " + MAX_SECONDS);
        }
        return seconds.longValueExact();
    }

    private void ofPosition(Type type, EventFields event, Deadline deadline) {
        PositionReport report = positions.report(event.text("position"), deadline);
        if (report.position().isClosed()) {
            throw new ProblemException(
                    409,
                    "position_closed",
                    "position " + report.position().id() + " is closed, and nothing was recorded");
        }
        boolean lacks = type == Type.STOP && report.position().stop() == null
                || type == Type.TARGET && report.position().target() == null;
        if (lacks) {
            throw new ProblemException(
                    409,
                    "no_level",
                    "position " + report.position().id() + " has no "
                            + type.name().toLowerCase(Locale.ROOT)
                            + ", and nothing was recorded: set one with PATCH first");
        }
        event.put("symbol", report.position().symbol());
    }

    /**
     * Deletes an alert; its firings stay.
     *
     * @return what it was
     * @throws ProblemException unknown_alert
     */
    AlertReport delete(String id, Deadline deadline) {
        try (EventLine.Turn turn = line.take(deadline)) {
            AlertReport there = find(id);
            turn.append(StoredEvent.ALERT, there.alert().event(Alert.Op.DELETE), null);
            return there;
        }
    }

    /** All alerts that are not deleted, in the order in which they were set, each with its last firing. */
    List<AlertReport> list(Deadline deadline) {
        line.awaitKnown(deadline);
        return book().alerts().stream().map(this::report).toList();
    }

    private AlertReport report(PositionBook.AlertState state) {
        return new AlertReport(state.alert(), state.alert().last(), state.ended(), false);
    }

    private AlertReport find(String id) {
        return book().alerts().stream()
                .filter(each -> each.alert().id().equals(id))
                .findFirst()
                .map(this::report)
                .orElseThrow(() -> new ProblemException(
                        404, "unknown_alert", "there is no alert " + Shown.of(id) + ": GET /v1/alerts lists them"));
    }

    /** The place behind all that has fired by now. */
    EventPlace now() {
        return new EventPlace(writer.visibleSeq(), writer.visibleRecord());
    }

    /**
     * Firings behind a place, of alerts that are not deleted since.
     *
     * @param limit at most so many
     */
    AlertFirings fired(EventPlace after, int limit, Deadline deadline) {
        line.awaitKnown(deadline);
        EventPlace end = now();
        Map<EventPlace, StoredEvent> found = new LinkedHashMap<>();
        // In this order: an event leaves memory only after the commit that brought it into the tape.
        List<StoredEvent> recent = book().recentFirings(after);
        List<StoredEvent> inTape = query.positions().firings(after, limit, deadline);
        inTape.forEach(event -> found.put(event.place(), event));
        if (inTape.size() < limit) {
            recent.forEach(event -> found.put(event.place(), event));
        }
        Map<String, PositionBook.AlertState> alerts = new LinkedHashMap<>();
        book().alerts().forEach(each -> alerts.put(each.alert().id(), each));
        List<AlertReport> rows = new ArrayList<>();
        EventPlace next = after;
        for (StoredEvent event : found.values()) {
            if (rows.size() == limit) {
                return new AlertFirings(rows, next);
            }
            next = event.place();
            PositionBook.AlertState state = alerts.get(event.subject());
            if (state != null) {
                AlertFiring firing = AlertFiring.of(event);
                rows.add(new AlertReport(state.alert(), firing, state.ended(), false));
            }
        }
        boolean whole = found.size() < limit && end.compareTo(next) > 0;
        return new AlertFirings(rows, whole ? end : next);
    }

    /**
     * Waits for firings behind a place, on no thread.
     *
     * @param waitNanos how long at most
     * @return completes with the first such firings, or with none when the time has passed or the server closes
     * @throws ProblemException 429 too_many_waiters
     */
    CompletableFuture<AlertFirings> await(EventPlace after, int limit, long waitNanos) {
        return teller.await(deadline -> fired(after, limit, deadline), waitNanos);
    }

    private PositionBook book() {
        return writer.positions();
    }
}
