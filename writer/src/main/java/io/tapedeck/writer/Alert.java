package io.tapedeck.writer;

import java.math.BigDecimal;

/**
 * An alert as its events have made it: what it waits for, and when it fired. Immutable; any thread.
 *
 * @param id its id
 * @param type what it waits for
 * @param position the id of the position that it is about, or null
 * @param symbol its symbol's name
 * @param of which price it looks at; of those about a position null: what that is marked at
 * @param direction which way the price is to cross the level
 * @param level the level of one for a price
 * @param amount how far the profit may fall from its best, of one for a drawdown
 * @param seconds how long no tick may come, of one for silence
 * @param repeats whether it fires again once what it waits for has been over
 * @param note a note, or null
 * @param set where the event stands that set it
 * @param setNanos when that was appended, nanoseconds since the epoch
 * @param count how often it has fired
 * @param last its last firing, or null
 */
public record Alert(
        String id,
        Type type,
        String position,
        String symbol,
        PriceMark.Kind of,
        Direction direction,
        BigDecimal level,
        BigDecimal amount,
        long seconds,
        boolean repeats,
        String note,
        EventPlace set,
        long setNanos,
        long count,
        AlertFiring last) {
    /** What an alert waits for. */
    public enum Type {
        /** The position's price touches its stop. */
        STOP,
        /** The position's price touches its target. */
        TARGET,
        /** The price crosses a level. */
        PRICE,
        /** The position's profit falls from its best. */
        DRAWDOWN,
        /** No tick comes. */
        SILENCE
    }

    /** Which way a level is crossed. */
    public enum Direction {
        /** From below it to it or above. */
        UP,
        /** From above it to it or below. */
        DOWN,
        /** Either way. */
        ANY
    }

    /** What an event does. */
    public enum Op {
        /** It is set: what it waits for. */
        SET,
        /** It is deleted. */
        DELETE,
        /** It has fired: seq, ts and price. */
        FIRED
    }

    /**
     * What an event does.
     *
     * @param event its fields
     * @return the op, or null for one that only a later version knows
     */
    public static Op op(EventFields event) {
        for (Op op : Op.values()) {
            if (op.name().equals(event.text("op"))) {
                return op;
            }
        }
        return null;
    }

    /** The alert that an event sets. */
    static Alert set(StoredEvent event) {
        return read(event.fields().put("set", event.place().toString()).put("set_at", event.atNanos()));
    }

    /** The same, having fired. */
    Alert fired(AlertFiring firing) {
        return new Alert(
                id, type, position, symbol, of, direction, level, amount, seconds, repeats, note, set, setNanos,
                count + 1, firing);
    }

    /**
     * Whether it has fired and does so no more.
     *
     * @return true once one that does not repeat has fired
     */
    public boolean isDone() {
        return count > 0 && !repeats;
    }

    /**
     * An event of this alert, with all that it waits for: who reads the event has to look nothing up.
     *
     * @param op what the event does
     * @return its fields
     */
    public EventFields event(Op op) {
        return describe(new EventFields().put("op", op.name()));
    }

    private EventFields describe(EventFields fields) {
        return fields.put("id", id)
                .put("type", type.name())
                .put("position", position)
                .put("symbol", symbol)
                .put("of", of == null ? null : of.name())
                .put("direction", direction == null ? null : direction.name())
                .put("level", level)
                .put("amount", amount)
                .put("seconds", seconds)
                .put("repeats", repeats ? 1 : 0)
                .put("note", note);
    }

    void write(EventFields fields) {
        describe(fields).put("set", set.toString()).put("set_at", setNanos).put("count", count);
        if (last != null) {
            last.write(fields, "last");
        }
    }

    static Alert read(EventFields fields) {
        String of = fields.text("of");
        String direction = fields.text("direction");
        return new Alert(
                fields.text("id"),
                Type.valueOf(fields.text("type")),
                fields.text("position"),
                fields.text("symbol"),
                of == null ? null : PriceMark.Kind.valueOf(of),
                direction == null ? null : Direction.valueOf(direction),
                fields.decimal("level"),
                fields.decimal("amount"),
                fields.number("seconds", 0),
                fields.number("repeats", 0) != 0,
                fields.text("note"),
                EventPlace.parse(fields.text("set")),
                fields.number("set_at", 0),
                fields.number("count", 0),
                AlertFiring.read(fields, fields.text("id"), "last"));
    }
}
