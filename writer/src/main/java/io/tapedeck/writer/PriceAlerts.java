package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.List;

/** The alerts that look at one price of one symbol, bounded together by their levels. The writer's thread. */
final class PriceAlerts {
    private final List<AlertTracker> alerts = new ArrayList<>();
    private final PriceBound bound = new PriceBound();

    void add(AlertTracker alert) {
        alerts.add(alert);
        alert.addTo(bound, null);
    }

    /** Takes a run of prices: one by one only where one is at a level, or no side of it is known yet. */
    void take(PriceRun run) {
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

    private void bind() {
        bound.clear();
        for (AlertTracker alert : alerts) {
            alert.addTo(bound, null);
        }
    }
}
