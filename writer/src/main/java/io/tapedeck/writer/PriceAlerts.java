package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.List;

/** The alerts that look at one price of one symbol, bounded together by their levels. One thread at a time. */
final class PriceAlerts {
    private final List<AlertTracker> alerts = new ArrayList<>();
    private final PriceBound bound = new PriceBound();
    private boolean isBound; // the bound is that of the alerts as they are

    void add(AlertTracker alert) {
        alerts.add(alert);
        isBound = false;
    }

    void remove(AlertTracker alert) {
        alerts.remove(alert);
        isBound = false;
    }

    boolean isEmpty() {
        return alerts.isEmpty();
    }

    /** Takes a run of prices: one by one only where one is at a level, or no side of it is known yet. */
    void take(PriceRun run) {
        if (!isBound) {
            bind();
        }
        if (bound.holds(run)) {
            return;
        }
        for (run.toFirst(); run.isInside(); run.toNext()) {
            if (!bound.holds(run.price(), run.scale())) {
                for (AlertTracker alert : alerts) {
                    alert.price(run.price(), run.scale(), run.tsNanos(), run.seq());
                }
                bind();
            }
        }
    }

    /** Adds the levels of all. */
    void addTo(PriceBound all) {
        if (!isBound) {
            bind();
        }
        all.add(bound);
    }

    private void bind() {
        bound.clear();
        for (AlertTracker alert : alerts) {
            alert.addTo(bound);
        }
        isBound = true;
    }
}
