package io.tapedeck.writer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows an open position through the ticks of its symbol, exactly and without an object a tick: between two events profit only
 * rises or falls with the price, so nothing is computed but at prices above or below all that there were since the last event.
 * One thread at a time.
 */
final class PositionTracker {
    private final MarkedPosition.Opening opening;
    private Position position;
    private PriceMark.Kind kind;
    private Excursion best;
    private Excursion worst;

    private boolean marked;
    private long mark;
    private int markScale;
    private long markTsNanos;
    private long markRecvNanos;
    private long markSeq;

    private boolean ranged; // whether high and low bound the prices that were looked at since the last event
    private long high;
    private int highScale;
    private long low;
    private int lowScale;
    private boolean changed = true;

    private final List<AlertTracker> alerts = new ArrayList<>();
    private final PriceBound bound = new PriceBound(); // between which no alert has anything to do

    /** A tracker of a position that was opened just now. */
    PositionTracker(Position position, MarkedPosition.Opening opening) {
        this.position = position;
        this.opening = opening;
        kind = opening.quoted() ? position.side().quoteMark() : PriceMark.Kind.TRADE;
        setMark(opening.mark());
        considerMark();
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

    /** Whether a trade is of use. */
    boolean isMarkedAtTrades() {
        return kind == PriceMark.Kind.TRADE;
    }

    /** Takes a run of the prices that it is marked at. */
    void take(PriceRun run) {
        if (ranged
                && run.earliestNanos() >= opening.floorNanos()
                && Exact.compare(run.high(), run.highScale(), high, highScale) <= 0
                && Exact.compare(run.low(), run.lowScale(), low, lowScale) >= 0
                && (alerts.isEmpty() || bound.holds(run))) {
            if (!marked || run.newestNanos() >= markTsNanos) {
                run.toNewest();
                setMark(run.price(), run.scale(), run.tsNanos(), run.recvNanos(), run.seq());
                changed = true;
            }
            return;
        }
        for (run.toFirst(); run.isInside(); run.toNext()) {
            price(run.price(), run.scale(), run.tsNanos(), run.recvNanos(), run.seq());
        }
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
        if (!marked || tsNanos >= markTsNanos) {
            setMark(price, scale, tsNanos, recvNanos, seq);
            changed = true;
        }
        if (isFurther(price, scale)) {
            consider(BigDecimal.valueOf(price, scale), tsNanos, seq);
        }
        if (!alerts.isEmpty() && !bound.holds(price, scale)) {
            for (AlertTracker alert : alerts) {
                alert.price(this, price, scale, tsNanos, seq);
            }
            bind();
        }
    }

    /** Whether a price is above or below all since the last event. */
    private boolean isFurther(long price, int scale) {
        if (!ranged) {
            range(price, scale);
        } else if (Exact.compare(price, scale, high, highScale) > 0) {
            high = price;
            highScale = scale;
        } else if (Exact.compare(price, scale, low, lowScale) < 0) {
            low = price;
            lowScale = scale;
        } else {
            return false;
        }
        return true;
    }

    /** Takes the alerts that are about it, in the place of those before. */
    void watch(List<AlertTracker> about) {
        alerts.clear();
        alerts.addAll(about);
        bind();
    }

    private void bind() {
        bound.clear();
        for (AlertTracker alert : alerts) {
            alert.addTo(bound, this);
        }
    }

    /** The best that it has stood at, or null. */
    BigDecimal best() {
        return best == null ? null : best.pnl();
    }

    private void range(long price, int scale) {
        ranged = true;
        high = price;
        highScale = scale;
        low = price;
        lowScale = scale;
    }

    /** Goes on with what an event has made of the position. */
    void change(Position next) {
        boolean acted = next != position;
        position = next;
        changed |= acted;
        ranged = false;
        if (acted && next.isClosed()) {
            consider(next.exit(), next.changedNanos(), next.changed().seq());
        } else {
            considerMark();
            bind();
        }
    }

    private void considerMark() {
        if (marked) {
            range(mark, markScale);
            consider(BigDecimal.valueOf(mark, markScale), markTsNanos, markSeq);
        }
    }

    private void consider(BigDecimal price, long tsNanos, long seq) {
        BigDecimal pnl = position.pnl(price);
        if (best == null || pnl.compareTo(best.pnl()) > 0) {
            best = new Excursion(pnl, price, tsNanos, seq);
            changed = true;
            bind();
        }
        if (worst == null || pnl.compareTo(worst.pnl()) < 0) {
            worst = new Excursion(pnl, price, tsNanos, seq);
            changed = true;
        }
    }

    MarkedPosition state() {
        PriceMark at = marked
                ? new PriceMark(kind, BigDecimal.valueOf(mark, markScale), markTsNanos, markRecvNanos, markSeq)
                : null;
        return new MarkedPosition(position, opening, at, best, worst);
    }

    /** Whether anything has changed since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
