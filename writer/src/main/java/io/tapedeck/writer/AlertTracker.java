package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one alert through the prices that it looks at, in the order of the journal: whether what it waits for is there, and whether it
 * was before, for it fires only when it comes. One thread at a time.
 */
final class AlertTracker {
    private static final int BEFORE = 0; // no price was looked at yet
    private static final int BELOW = -1;
    private static final int ABOVE = 1;

    private final AlertBook book;
    private final PriceLevel level; // of one about a price, else null
    private Alert alert;
    private boolean armed = true;
    private int side = BEFORE; // of the level
    private long floorNanos = MarkedPosition.NO_FLOOR;
    private long lastSeq; // of its symbol, for silence
    private long lastTsNanos;
    private long lastNanos; // when that was captured, nanoseconds since the epoch
    private final List<AlertFiring> pending = new ArrayList<>(); // not in the journal yet
    private boolean changed = true;

    /** Follows an alert of a book, which is told when it fires. */
    AlertTracker(Alert alert, AlertBook book) {
        this.alert = alert;
        this.book = book;
        level = alert.type() == Alert.Type.PRICE ? new PriceLevel(alert.level()) : null;
    }

    Alert alert() {
        return alert;
    }

    /** Begins at what is known of its symbol when it is set. */
    void begin(PriceMark newest, long floorNanos, long seq, long tsNanos, long nanos) {
        this.floorNanos = floorNanos;
        lastSeq = seq;
        lastTsNanos = tsNanos;
        lastNanos = nanos;
        if (newest != null && alert.type() == Alert.Type.PRICE) {
            side = newest.price().compareTo(alert.level());
        }
    }

    /** Whether it waits for anything. */
    boolean isWaiting() {
        return !alert.isDone() && (alert.repeats() || pending.isEmpty());
    }

    /** Adds the levels at which something happens to one about a price. */
    void addTo(PriceBound bound) {
        if (!isWaiting()) {
            return;
        }
        if (side == BELOW) {
            bound.above(level);
        } else if (side == ABOVE) {
            bound.below(level);
        } else {
            bound.everywhere();
        }
    }

    /** Adds the levels at which something happens to one about a position, as it stands. */
    void addTo(PriceBound bound, PriceFall fall, PositionTracker tracker) {
        if (!isWaiting()) {
            return;
        }
        BigDecimal at = level(tracker);
        if (at == null) {
            if (!armed) {
                bound.everywhere(); // its level was taken away: the next price arms it
            }
        } else if (armed == isBelow(tracker)) {
            bound.below(new PriceLevel(at));
        } else {
            bound.above(new PriceLevel(at));
        }
        if (armed && alert.type() == Alert.Type.DRAWDOWN) {
            Position position = tracker.position();
            BigDecimal moved = position.quantity().multiply(position.contractSize());
            fall.atLeast(alert.amount().divide(moved, Exact.PLACES, RoundingMode.FLOOR));
        }
    }

    /** Whether it waits for a price at its level or below, and not above. */
    private boolean isBelow(PositionTracker tracker) {
        return (tracker.position().side() == Position.Side.LONG) == (alert.type() != Alert.Type.TARGET);
    }

    /** The price that it waits for, of a drawdown near enough; null where there is none. */
    private BigDecimal level(PositionTracker tracker) {
        Position position = tracker.position();
        return switch (alert.type()) {
            case STOP -> position.stop();
            case TARGET -> position.target();
            case DRAWDOWN -> drawdownLevel(position, tracker.best());
            case PRICE, SILENCE -> null;
        };
    }

    /** The price at which the profit is so far from its best, rounded so that it is met before and not after. */
    private BigDecimal drawdownLevel(Position position, BigDecimal best) {
        if (best == null) {
            return null;
        }
        boolean isLong = position.side() == Position.Side.LONG;
        BigDecimal won = best.subtract(alert.amount()).subtract(position.realised());
        BigDecimal unit =
                won.divide(position.contractSize(), Exact.PLACES, armed ? RoundingMode.CEILING : RoundingMode.FLOOR);
        RoundingMode safe = isLong == armed ? RoundingMode.CEILING : RoundingMode.FLOOR;
        return position.cost().add(position.side().signed(unit)).divide(position.quantity(), Exact.PLACES, safe);
    }

    /** Takes a price of its symbol, of one about a price. */
    void price(long price, int scale, long tsNanos, long seq) {
        if (isPassedOver(tsNanos, seq)) {
            return;
        }
        int now = level.compare(price, scale);
        boolean up = side == BELOW && now >= 0 && alert.direction() != Alert.Direction.DOWN;
        boolean down = side == ABOVE && now <= 0 && alert.direction() != Alert.Direction.UP;
        changed |= now != side;
        side = now;
        if (up || down) {
            fire(BigDecimal.valueOf(price, scale), tsNanos, seq);
        }
    }

    /** Takes a price that its position was just marked at. */
    void price(PositionTracker tracker, long price, int scale, long tsNanos, long seq) {
        if (isPassedOver(tsNanos, seq)) {
            return;
        }
        BigDecimal value = BigDecimal.valueOf(price, scale);
        boolean there = isThere(tracker, value);
        if (there && armed) {
            fire(value, tsNanos, seq);
        }
        changed |= armed == there;
        armed = !there;
    }

    private boolean isPassedOver(long tsNanos, long seq) {
        return tsNanos < floorNanos || seq <= book.behindSeq() || !isWaiting();
    }

    private boolean isThere(PositionTracker tracker, BigDecimal price) {
        Position position = tracker.position();
        if (alert.type() == Alert.Type.DRAWDOWN) {
            BigDecimal fall = tracker.best().subtract(position.pnl(price));
            return fall.compareTo(alert.amount()) >= 0;
        }
        BigDecimal at = level(tracker);
        int distance = at == null ? 0 : price.compareTo(at);
        return at != null && (isBelow(tracker) ? distance <= 0 : distance >= 0);
    }

    private void fire(BigDecimal price, long tsNanos, long seq) {
        pending.add(new AlertFiring(alert.id(), seq, tsNanos, price, null, 0));
        changed = true;
        book.noticed();
    }

    /** Notes the last tick of its symbol, of one for silence. */
    void heard(long seq, long tsNanos, long nanos) {
        lastSeq = seq;
        lastTsNanos = tsNanos;
        lastNanos = nanos;
        armed = true;
        changed = true;
    }

    /** Looks whether nothing has come for too long; time in which nobody could listen does not count. */
    void listen(long nowNanos, long listeningSinceNanos) {
        long sinceNanos = Math.max(Math.max(lastNanos, alert.setNanos()), listeningSinceNanos);
        boolean known = alert.last() != null && alert.last().seq() == lastSeq;
        if (isWaiting() && armed && !known && nowNanos - sinceNanos >= alert.seconds() * 1_000_000_000L) {
            armed = false;
            fire(null, lastTsNanos, lastSeq);
        }
    }

    /** Takes a firing that is in the journal; each counts once. */
    boolean fired(AlertFiring firing) {
        boolean first = alert.last() == null || firing.seq() > alert.last().seq();
        pending.removeIf(each -> each.seq() == firing.seq());
        if (first) {
            alert = alert.fired(firing);
            changed = true;
        }
        return first;
    }

    /** The firings that are not in the journal yet. */
    List<AlertFiring> pending() {
        return pending;
    }

    /** Whether anything has changed since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** All of it as one text, as the tape keeps it. */
    String text() {
        EventFields fields = new EventFields();
        alert.write(fields);
        fields.put("armed", armed ? 1 : 0)
                .put("beside", side)
                .put("floor", floorNanos)
                .put("heard_seq", lastSeq)
                .put("heard_ts", lastTsNanos)
                .put("heard_at", lastNanos);
        for (int i = 0; i < pending.size(); i++) {
            pending.get(i).write(fields, "pending" + i);
        }
        return fields.text();
    }

    /** What of it the journal alone makes, as one text. When one for silence fires, the clock decides, and what was heard goes by that. */
    String madeText() {
        if (alert.type() != Alert.Type.SILENCE) {
            return text();
        }
        EventFields fields = new EventFields();
        alert.write(fields);
        return fields.text();
    }

    /** What {@link #text} gave. */
    static AlertTracker parse(String text, AlertBook book) {
        try {
            EventFields fields = EventFields.parse(text);
            AlertTracker tracker = new AlertTracker(Alert.read(fields), book);
            tracker.armed = fields.number("armed", 1) != 0;
            tracker.side = (int) fields.number("beside", BEFORE);
            tracker.floorNanos = fields.number("floor", MarkedPosition.NO_FLOOR);
            tracker.lastSeq = fields.number("heard_seq", 0);
            tracker.lastTsNanos = fields.number("heard_ts", 0);
            tracker.lastNanos = fields.number("heard_at", 0);
            AlertFiring firing = AlertFiring.read(fields, tracker.alert.id(), "pending0");
            for (int i = 1; firing != null; i++) {
                tracker.pending.add(firing);
                firing = AlertFiring.read(fields, tracker.alert.id(), "pending" + i);
            }
            tracker.changed = false;
            return tracker;
        } catch (RuntimeException e) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "an alert in the tape is not what was written: " + e + "; run verify, then recover",
                    e);
        }
    }
}
