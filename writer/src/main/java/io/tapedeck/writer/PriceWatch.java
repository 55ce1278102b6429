package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.List;

/**
 * All who look at one price of one symbol. As long as prices stay between the bounds of all of them, a run of prices is compared with
 * these bounds alone, and its newest price is kept here: of 1,000 alerts and positions nothing is in a cache of the processor when the next
 * ticks of their symbol come, and fetching it is nearly all of the work. So positions have the newest price only once they are
 * {@linkplain #settle settled}. One thread at a time.
 */
final class PriceWatch {
    private final PriceBound bound = new PriceBound();
    private boolean isBound; // the bound is that of all who are here, as they are
    private long floorNanos; // before it some tick may not count for somebody

    private boolean kept; // what follows, which positions do not have yet
    private long price;
    private int scale;
    private long tsNanos;
    private long recvNanos;
    private long seq;

    private final List<PositionTracker> positions = new ArrayList<>();
    private final PriceAlerts alerts = new PriceAlerts();

    /** The alerts on it, before they are changed. */
    PriceAlerts alerts() {
        isBound = false;
        return alerts;
    }

    /** The positions that are marked at it, before they or their alerts are changed. */
    List<PositionTracker> positions() {
        settle();
        isBound = false;
        return positions;
    }

    /** Whether nobody is here. */
    boolean isEmpty() {
        return positions.isEmpty() && alerts.isEmpty();
    }

    /** Whether positions are marked at it. */
    boolean hasPositions() {
        return !positions.isEmpty();
    }

    /** Takes a run of prices. */
    void take(PriceRun run) {
        if (!isBound) {
            bind();
        }
        if (bound.holds(run) && run.earliestNanos() >= floorNanos) {
            keep(run);
            return;
        }
        settle();
        for (int i = 0; i < positions.size(); i++) {
            positions.get(i).take(run);
        }
        alerts.take(run);
        isBound = false;
    }

    private void keep(PriceRun run) {
        if (!kept || run.newestNanos() >= tsNanos) {
            run.toNewest();
            kept = true;
            price = run.price();
            scale = run.scale();
            tsNanos = run.newestNanos();
            recvNanos = run.recvNanos();
            seq = run.seq();
        }
    }

    /** Brings the newest price to all positions. */
    void settle() {
        if (kept) {
            kept = false;
            for (int i = 0; i < positions.size(); i++) {
                positions.get(i).mark(price, scale, tsNanos, recvNanos, seq);
            }
        }
    }

    private void bind() {
        bound.clear();
        floorNanos = Long.MIN_VALUE;
        for (int i = 0; i < positions.size(); i++) {
            positions.get(i).addTo(bound);
            floorNanos = Math.max(floorNanos, positions.get(i).floorNanos());
        }
        alerts.addTo(bound);
        isBound = true;
    }
}
