package io.tapedeck.server;

import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.Position.Op;
import io.tapedeck.writer.Position.Side;
import io.tapedeck.writer.PriceMark;
import io.tapedeck.writer.StoredEvent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a caller's words make of a position: the event that opens it, or changes it as it stands. Decides, and records nothing. Where a price is
 * left out, it is the market's. Any thread; that nothing else changes the position meanwhile is its caller's care.
 *
 * <p>Throws {@link ProblemException} bad_value for words that are none, and no_price where the market has none.
 */
final class PositionEvents {
    static final List<String> OPENING =
            List.of("symbol", "side", "quantity", "entry_price", "stop", "target", "contract_size", "ref", "note");
    static final List<String> CHANGING = List.of("stop", "target", "note");
    static final List<String> AMOUNT = List.of("quantity", "price");
    static final List<String> CLOSING = List.of("price");
    static final List<String> MIRRORING =
            List.of("symbol", "side", "quantity", "entry_price", "price", "stop", "target", "contract_size", "note");

    private static final List<String> SIDES = List.of("long", "short");

    private final MarketPrice market;

    PositionEvents(MarketPrice market) {
        this.market = market;
    }

    /**
     * Makes an event of a position as it stands; null where nothing is to be changed. What is wrong with the words is told before there is one.
     */
    interface Change {
        EventFields of(Position position);
    }

    /** The event that opens a position; without a price where none is given, see {@link #priced}. */
    EventFields opening(DeskFields fields, String ref) {
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

    /** The same event with the market's price, where it has none. */
    EventFields priced(EventFields opening) {
        return opening.text("price") != null
                ? opening
                : opening.put("price", entering(opening.text("symbol"), Side.valueOf(opening.text("side"))));
    }

    /** Whether an opening says what was said before; one at the market's price did not say a price. */
    static boolean isSame(EventFields opening, StoredEvent before) {
        EventFields said = before.fields();
        return OPENING.stream()
                .map(name -> name.equals("entry_price") ? "price" : name)
                .filter(name -> !name.equals("price") || opening.text(name) != null)
                .allMatch(name -> Objects.equals(opening.text(name), said.text(name)));
    }

    private static Side side(DeskFields fields) {
        return Side.valueOf(fields.requiredChoice("side", SIDES).toUpperCase(Locale.ROOT));
    }

    private BigDecimal entering(String symbol, Side side) {
        return market.of(symbol, side == Side.LONG ? PriceMark.Kind.ASK : PriceMark.Kind.BID)
                .price();
    }

    private BigDecimal leaving(Position position) {
        return market.of(position.symbol(), position.side().quoteMark()).price();
    }

    /** Sets, or takes away, fields of {@link #CHANGING}. */
    Change change(DeskFields fields) {
        fields.only(CHANGING);
        return position -> changes(fields, position, Op.CHANGE);
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

    /** Enters more, by fields of {@link #AMOUNT}. */
    Change add(DeskFields fields) {
        BigDecimal quantity = fields.only(AMOUNT).requiredPositive("quantity");
        BigDecimal price = fields.price("price");
        return position ->
                traded(Op.ADD, quantity, price == null ? entering(position.symbol(), position.side()) : price);
    }

    /** Takes a part out, by fields of {@link #AMOUNT}. */
    Change reduce(DeskFields fields) {
        BigDecimal quantity = fields.only(AMOUNT).requiredPositive("quantity");
        BigDecimal price = fields.price("price");
        return position -> {
            if (quantity.compareTo(position.quantity()) > 0) {
                throw DeskFields.bad(
                        "quantity",
                        quantity.toPlainString(),
                        "at most the " + position.quantity().toPlainString() + " that are open");
            }
            return traded(Op.REDUCE, quantity, price == null ? leaving(position) : price);
        };
    }

    /** Takes all out, by fields of {@link #CLOSING}. */
    Change close(DeskFields fields) {
        BigDecimal price = fields.only(CLOSING).price("price");
        return position -> traded(Op.CLOSE, null, price == null ? leaving(position) : price);
    }

    private static EventFields traded(Op op, BigDecimal quantity, BigDecimal price) {
        return new EventFields().put("op", op.name()).put("quantity", quantity).put("price", price);
    }

    /** The quantity that another system has, of fields of {@link #MIRRORING}; 0 for a position that is closed there. */
    static BigDecimal mirroredQuantity(DeskFields fields) {
        fields.required("quantity");
        BigDecimal quantity = fields.decimal("quantity");
        if (quantity.signum() < 0) {
            throw DeskFields.bad("quantity", quantity.toPlainString(), "a number above 0, or 0 to close it");
        }
        return quantity;
    }

    /** The event that makes an open position as another system has it; null where it is so already. */
    EventFields mirrored(DeskFields fields, BigDecimal quantity, Position position) {
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
}
