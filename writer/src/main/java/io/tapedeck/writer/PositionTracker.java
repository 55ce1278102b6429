package io.tapedeck.writer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows an open position through the ticks of its symbol, exactly and without an object a tick: between two events profit only
 * rises or falls with the price, so the greatest and the least price since the last event are all that is kept of them, and profit
 * is computed when somebody asks. One thread at a time.
 */
final class PositionTracker {
    private final MarkedPosition.Opening opening;
    private Position position;
    private PriceMark.Kind kind;
    private Excursion best; // up to the last event
    private Excursion worst;

    private boolean marked;
    private long mark;
    private int markScale;
    private long markTsNanos;
    private long markRecvNanos;
    private long markSeq;

    private boolean ranged; // whether there are prices since the last event
    private long high;
    private int highScale;
    private long highTsNanos;
    private long highSeq;
    private long low;
    private int lowScale;
    private long lowTsNanos;
    private long lowSeq;
    private boolean changed = true;

    private final List<AlertTracker> alerts = new ArrayList<>();
    private final PriceBound bound = new PriceBound(); // between which no alert has anything to do
    private final PriceFall fall = new PriceFall(); // from the furthest price, up to which none has
    private boolean isBound; // both are those of the alerts as they are

    /** A tracker of a position that was opened just now. */
    PositionTracker(Position position, MarkedPosition.Opening opening) {
        this.position = position;
        this.opening = opening;
        kind = opening.quoted() ? position.side().quoteMark() : PriceMark.Kind.TRADE;
        setMark(opening.mark());
        beginRange();
    }

    /** A tracker that goes on where the tape has a position. */
    PositionTracker(MarkedPosition stored) {
        position = stored.position();
        opening = stored.opening();
        best = stored.best();
        worst = stored.worst();
        kind = opening.quoted() ? position.side().quoteMark() : PriceMark.Kind.TRADE;
        if (stored.mark() != null) {
            kind = stored.mark().kind();
            setMark(stored.mark());
        }
        changed = false;
    }

    private void setMark(PriceMark from) {
        if (from != null) {
            setMark(
                    from.price().unscaledValue().longValueExact(),
                    from.price().scale(),
                    from.tsNanos(),
                    from.recvNanos(),
                    from.seq());
        }
    }

    private void setMark(long price, int scale, long tsNanos, long recvNanos, long seq) {
        marked = true;
        mark = price;
        markScale = scale;
        markTsNanos = tsNanos;
        markRecvNanos = recvNanos;
        markSeq = seq;
    }

    Position position() {
        return position;
    }

    /** The prices that are of use; of one that is marked at trades a quote is too. */
    PriceMark.Kind kind() {
        return kind;
    }

    /** Takes a run of the prices that it is marked at. */
    void take(PriceRun run) {
        if (run.earliestNanos() < opening.floorNanos() || !isQuiet(run)) {
            for (run.toFirst(); run.isInside(); run.toNext()) {
                price(run.price(), run.scale(), run.tsNanos(), run.recvNanos(), run.seq());
            }
            return;
        }
        run.toNewest();
        mark(run.price(), run.scale(), run.tsNanos(), run.recvNanos(), run.seq());
        if (isAbove(run.high(), run.highScale())) {
            run.toHigh();
            setHigh(run.price(), run.scale(), run.tsNanos(), run.seq());
        }
        if (isBelow(run.low(), run.lowScale())) {
            run.toLow();
            setLow(run.price(), run.scale(), run.tsNanos(), run.seq());
        }
        ranged = true;
    }

    /** Takes a price that is the newest unless there is one of a later time. */
    void mark(long price, int scale, long tsNanos, long recvNanos, long seq) {
        if (!marked || tsNanos >= markTsNanos) {
            setMark(price, scale, tsNanos, recvNanos, seq);
            changed = true;
        }
    }

    /** Before this time no tick counts. */
    long floorNanos() {
        return opening.floorNanos();
    }

    /** Adds the prices at which something happens to it or to an alert about it. */
    void addTo(PriceBound all) {
        if (!ranged) {
            all.everywhere();
            return;
        }
        all.below(low, lowScale, true);
        all.above(high, highScale, true);
        if (!alerts.isEmpty()) {
            if (!isBound) {
                bind();
            }
            all.add(bound);
            if (position.side() == Position.Side.LONG) {
                fall.addBelow(high, highScale, all);
            } else {
                fall.addAbove(low, lowScale, all);
            }
        }
    }

    /** Whether no alert has anything to do at any price of a run. */
    private boolean isQuiet(PriceRun run) {
        if (alerts.isEmpty()) {
            return true;
        }
        if (!isBound) {
            bind();
        }
        if (!bound.holds(run)) {
            return false;
        }
        if (position.side() == Position.Side.LONG) {
            return isAbove(run.high(), run.highScale())
                    ? fall.holds(run.high(), run.highScale(), run.low(), run.lowScale())
                    : fall.holds(high, highScale, run.low(), run.lowScale());
        }
        return isBelow(run.low(), run.lowScale())
                ? fall.holds(run.high(), run.highScale(), run.low(), run.lowScale())
                : fall.holds(run.high(), run.highScale(), low, lowScale);
    }

    private boolean isAbove(long price, int scale) {
        return !ranged || Alignment.compare(price, scale, high, highScale) > 0;
    }

    private boolean isBelow(long price, int scale) {
        return !ranged || Alignment.compare(price, scale, low, lowScale) < 0;
    }

    private void setHigh(long price, int scale, long tsNanos, long seq) {
        high = price;
        highScale = scale;
        highTsNanos = tsNanos;
        highSeq = seq;
        changed = true;
    }

    private void setLow(long price, int scale, long tsNanos, long seq) {
        low = price;
        lowScale = scale;
        lowTsNanos = tsNanos;
        lowSeq = seq;
        changed = true;
    }

    /** Takes a quote's bid, for a long position, or ask, for a short one: from the first of them on trades do not count. */
    void quote(long price, int scale, long tsNanos, long recvNanos, long seq) {
        if (kind == PriceMark.Kind.TRADE && tsNanos >= opening.floorNanos()) {
            kind = position.side().quoteMark();
            marked = false;
        }
        price(price, scale, tsNanos, recvNanos, seq);
    }

    /** Takes a price of the kind that the position is marked at; they come in the order of the journal. */
    void price(long price, int scale, long tsNanos, long recvNanos, long seq) {
        if (tsNanos < opening.floorNanos()) {
            return;
        }
        mark(price, scale, tsNanos, recvNanos, seq);
        range(price, scale, tsNanos, seq);
        if (!alerts.isEmpty() && !isQuiet(price, scale)) {
            for (AlertTracker alert : alerts) {
                alert.price(this, price, scale, tsNanos, seq);
            }
            bind();
        }
    }

    /** Whether no alert has anything to do at a price that is in the range. */
    private boolean isQuiet(long price, int scale) {
        if (!isBound) {
            bind();
        }
        return bound.holds(price, scale)
                && (position.side() == Position.Side.LONG
                        ? fall.holds(high, highScale, price, scale)
                        : fall.holds(price, scale, low, lowScale));
    }

    private void range(long price, int scale, long tsNanos, long seq) {
        boolean above = isAbove(price, scale);
        boolean below = isBelow(price, scale);
        ranged = true;
        if (above) {
            setHigh(price, scale, tsNanos, seq);
        }
        if (below) {
            setLow(price, scale, tsNanos, seq);
        }
    }

    /** Takes an alert that is about it. */
    void add(AlertTracker alert) {
        alerts.add(alert);
        isBound = false;
    }

    /** Lets go of an alert. */
    void remove(AlertTracker alert) {
        alerts.remove(alert);
        isBound = false;
    }

    private void bind() {
        bound.clear();
        fall.clear();
        for (AlertTracker alert : alerts) {
            alert.addTo(bound, fall, this);
        }
        isBound = true;
    }

    /** The best that it has stood at, or null. */
    BigDecimal best() {
        Excursion found = furthest(true);
        return found == null ? null : found.pnl();
    }

    /** The best or the worst, with the prices since the last event. */
    private Excursion furthest(boolean isBest) {
        Excursion before = isBest ? best : worst;
        if (!ranged) {
            return before;
        }
        boolean atHigh = isBest == (position.side() == Position.Side.LONG);
        return atHigh
                ? further(before, isBest, BigDecimal.valueOf(high, highScale), highTsNanos, highSeq)
                : further(before, isBest, BigDecimal.valueOf(low, lowScale), lowTsNanos, lowSeq);
    }

    private Excursion further(Excursion before, boolean isBest, BigDecimal price, long tsNanos, long seq) {
        BigDecimal pnl = position.pnl(price);
        int distance = before == null ? 0 : pnl.compareTo(before.pnl());
        return before == null || (isBest ? distance > 0 : distance < 0)
                ? new Excursion(pnl, price, tsNanos, seq)
                : before;
    }

    /** Goes on with what an event has made of the position. */
    void change(Position next) {
        boolean acted = next != position;
        Excursion bestBefore = furthest(true);
        worst = furthest(false);
        best = bestBefore;
        ranged = false;
        position = next;
        changed |= acted;
        isBound = false;
        if (acted && next.isClosed()) {
            best = further(
                    best, true, next.exit(), next.changedNanos(), next.changed().seq());
            worst = further(
                    worst,
                    false,
                    next.exit(),
                    next.changedNanos(),
                    next.changed().seq());
        } else {
            beginRange();
        }
    }

    private void beginRange() {
        if (marked) {
            range(mark, markScale, markTsNanos, markSeq);
        }
    }

    MarkedPosition state() {
        PriceMark at = marked
                ? new PriceMark(kind, BigDecimal.valueOf(mark, markScale), markTsNanos, markRecvNanos, markSeq)
                : null;
        return new MarkedPosition(position, opening, at, furthest(true), furthest(false));
    }

    /** Whether anything has changed since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
