package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A trader's position as its events have made it: everything but what the market does with it. Immutable; any thread.
 *
 * <p>What was paid for the quantity that is open is kept as one sum, {@code cost}, so that an average entry price without an end
 * costs nothing: realised and unrealised together are always exact. Only when a part is taken out of such a sum is it rounded, to
 * {@link Exact#PLACES} places, and that moves money between the two and never makes or loses any.
 *
 * @param id its id
 * @param ref the ticket in another system, or null
 * @param symbol the symbol's name
 * @param side long or short
 * @param quantity what is open; 0 once it is closed
 * @param cost price times quantity of what is open
 * @param entered price times quantity of all that was ever entered
 * @param realised what was won, or lost, with what was taken out
 * @param contractSize units in a quantity of 1
 * @param stop the price of the stop, or null
 * @param target the price of the target, or null
 * @param note a note, or null
 * @param opened where the event stands that opened it
 * @param openedNanos when that was appended
 * @param changed where the last event stands
 * @param changedNanos when that was appended
 * @param exit the price at which something was taken out last, or null
 * @param entry the average entry price of what is open, rounded to {@link Exact#PLACES} places where it has no end; of a closed
 *     position that of what was taken out last
 */
public record Position(
        String id,
        String ref,
        String symbol,
        Side side,
        BigDecimal quantity,
        BigDecimal cost,
        BigDecimal entered,
        BigDecimal realised,
        BigDecimal contractSize,
        BigDecimal stop,
        BigDecimal target,
        String note,
        EventPlace opened,
        long openedNanos,
        EventPlace changed,
        long changedNanos,
        BigDecimal exit,
        BigDecimal entry) {
    /** Which way it is open. */
    public enum Side {
        /** It wins when prices rise. */
        LONG,
        /** It wins when prices fall. */
        SHORT;

        BigDecimal signed(BigDecimal value) {
            return this == LONG ? value : value.negate();
        }

        /**
         * What it is marked at where there are quotes.
         *
         * @return the price that it could be closed at
         */
        public PriceMark.Kind quoteMark() {
            return this == LONG ? PriceMark.Kind.BID : PriceMark.Kind.ASK;
        }
    }

    /** What an event does. */
    public enum Op {
        /** It begins: side, quantity and price, and what else is known. */
        OPEN,
        /** More is entered: quantity and price. */
        ADD,
        /** A part is taken out: quantity and price. */
        REDUCE,
        /** All is taken out: price. */
        CLOSE,
        /** Stop, target or note are set or taken away. */
        CHANGE,
        /** It is made as another system has it: quantity, entry_price and the rest, with price for what is taken out or added. */
        MIRROR
    }

    /** The position that an event opens, or null where the event opens none. */
    static Position open(EventFields event, EventPlace place, long atNanos) {
        if (op(event) != Op.OPEN) {
            return null;
        }
        BigDecimal quantity = event.decimal("quantity");
        BigDecimal cost = quantity.multiply(event.decimal("price"));
        return new Position(
                event.text("id"),
                event.text("ref"),
                event.text("symbol"),
                Side.valueOf(event.text("side")),
                quantity,
                cost,
                cost,
                BigDecimal.ZERO,
                event.decimal("contract_size"),
                event.decimal("stop"),
                event.decimal("target"),
                event.text("note"),
                place,
                atNanos,
                place,
                atNanos,
                null,
                event.decimal("price"));
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

    /** The position behind another of its events; one that is closed stays as it is. */
    Position after(EventFields event, EventPlace place, long atNanos) {
        Op op = op(event);
        if (op == null || isClosed()) {
            return this;
        }
        Position next = switch (op) {
            case OPEN -> this;
            case ADD -> added(event.decimal("quantity"), event.decimal("price"));
            case REDUCE -> reduced(event.decimal("quantity"), event.decimal("price"));
            case CLOSE -> reduced(quantity, event.decimal("price"));
            case CHANGE -> this;
            case MIRROR -> mirrored(event);
        };
        return next.changed(event, place, atNanos);
    }

    /**
     * Adds to an event of this position, which is decided and not recorded yet, what it is about and how it leaves the position: who reads
     * the event has to look nothing up.
     *
     * @param event what it does
     * @return the same event
     */
    public EventFields describe(EventFields event) {
        Position next = after(event, changed, changedNanos);
        return event.put("id", id)
                .put("ref", ref)
                .put("symbol", symbol)
                .put("side", side.name())
                .put("contract_size", contractSize)
                .put("was_quantity", quantity)
                .put("is_quantity", next.quantity)
                .put("is_entry", next.entry)
                .put("is_stop", next.stop)
                .put("is_target", next.target)
                .put("is_note", next.note)
                .put("is_realised", next.realised);
    }

    private Position added(BigDecimal more, BigDecimal price) {
        BigDecimal paid = more.multiply(price);
        return with(quantity.add(more), cost.add(paid), entered.add(paid), realised, exit);
    }

    private Position reduced(BigDecimal less, BigDecimal price) {
        boolean all = less.compareTo(quantity) >= 0;
        BigDecimal out = all ? quantity : less;
        BigDecimal taken = all ? cost : cost.multiply(out).divide(quantity, Exact.PLACES, RoundingMode.HALF_EVEN);
        BigDecimal won = side.signed(out.multiply(price).subtract(taken)).multiply(contractSize);
        return with(quantity.subtract(out), cost.subtract(taken), entered, realised.add(won), price);
    }

    private Position mirrored(EventFields event) {
        BigDecimal wanted = event.decimal("quantity");
        Position next = this;
        if (wanted != null && wanted.compareTo(quantity) < 0) {
            next = reduced(quantity.subtract(wanted), event.decimal("price"));
        } else if (wanted != null && wanted.compareTo(quantity) > 0) {
            next = added(wanted.subtract(quantity), event.decimal("price"));
        }
        BigDecimal entry = event.decimal("entry_price");
        if (entry == null || next.isClosed()) {
            return next;
        }
        BigDecimal anew = next.quantity.multiply(entry);
        return next.with(next.quantity, anew, next.entered.add(anew.subtract(next.cost)), next.realised, next.exit);
    }

    private Position with(BigDecimal open, BigDecimal paid, BigDecimal all, BigDecimal won, BigDecimal out) {
        return new Position(
                id,
                ref,
                symbol,
                side,
                Exact.plain(open),
                Exact.plain(paid),
                Exact.plain(all),
                Exact.plain(won),
                contractSize,
                stop,
                target,
                note,
                opened,
                openedNanos,
                changed,
                changedNanos,
                out,
                open.signum() == 0 ? entry : Exact.divide(paid, open));
    }

    private Position changed(EventFields event, EventPlace place, long atNanos) {
        return new Position(
                id,
                ref,
                symbol,
                side,
                quantity,
                cost,
                entered,
                realised,
                contractSize,
                event.has("stop") ? event.decimal("stop") : stop,
                event.has("target") ? event.decimal("target") : target,
                event.has("note") ? event.text("note") : note,
                opened,
                openedNanos,
                place,
                atNanos,
                exit,
                entry);
    }

    /**
     * Whether nothing of it is open any more.
     *
     * @return true once it is closed
     */
    public boolean isClosed() {
        return quantity.signum() == 0;
    }

    /**
     * What closing it at a price would win.
     *
     * @param price the price
     * @return the exact amount, 0 once it is closed
     */
    public BigDecimal unrealised(BigDecimal price) {
        return Exact.plain(side.signed(quantity.multiply(price).subtract(cost)).multiply(contractSize));
    }

    /**
     * Realised and unrealised together.
     *
     * @param price the price that what is open is marked at
     * @return the exact amount
     */
    public BigDecimal pnl(BigDecimal price) {
        return Exact.plain(realised.add(unrealised(price)));
    }

    /**
     * Profit over all that was entered.
     *
     * @param pnl realised and unrealised together
     * @return the fraction, rounded to {@link Exact#PLACES} places, or null where nothing, or less, was paid
     */
    public BigDecimal returned(BigDecimal pnl) {
        BigDecimal paid = entered.multiply(contractSize);
        return paid.signum() <= 0 ? null : Exact.divide(pnl, paid);
    }

    void write(EventFields fields) {
        fields.put("id", id)
                .put("ref", ref)
                .put("symbol", symbol)
                .put("side", side.name())
                .put("quantity", quantity)
                .put("cost", cost)
                .put("entered", entered)
                .put("realised", realised)
                .put("contract_size", contractSize)
                .put("stop", stop)
                .put("target", target)
                .put("note", note)
                .put("opened", opened.toString())
                .put("opened_at", openedNanos)
                .put("changed", changed.toString())
                .put("changed_at", changedNanos)
                .put("exit", exit)
                .put("entry", entry);
    }

    static Position read(EventFields fields) {
        return new Position(
                fields.text("id"),
                fields.text("ref"),
                fields.text("symbol"),
                Side.valueOf(fields.text("side")),
                fields.decimal("quantity"),
                fields.decimal("cost"),
                fields.decimal("entered"),
                fields.decimal("realised"),
                fields.decimal("contract_size"),
                fields.decimal("stop"),
                fields.decimal("target"),
                fields.text("note"),
                EventPlace.parse(fields.text("opened")),
                fields.number("opened_at", 0),
                EventPlace.parse(fields.text("changed")),
                fields.number("changed_at", 0),
                fields.decimal("exit"),
                fields.decimal("entry"));
    }
}
