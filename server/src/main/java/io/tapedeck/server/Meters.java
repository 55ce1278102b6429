package io.tapedeck.server;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import io.tapedeck.journal.State;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What is counted and timed as it happens; all else is asked for at the scrape, see {@link Figures}. Any thread. */
final class Meters {
    private static final String SOURCE = "http";
    private static final double[] ACK_BOUNDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final double[] ANSWER_BOUNDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final String NONE = "none";

    private final PrometheusRegistry registry;
    private final CounterDataPoint recorded;
    private final CounterDataPoint repeated;
    private final CounterDataPoint rejected;
    private final Gauge lastTick;
    private final Map<State, DistributionDataPoint> acks = new EnumMap<>(State.class);
    private final Counter answers;
    private final Histogram answerDurations;

    Meters(PrometheusRegistry registry) {
        this.registry = registry;
        Counter rows = Counter.builder()
                .name(Figures.PREFIX + "ingest_rows_total")
                .help("Rows that came in, by what became of them.")
                .labelNames("source", "result")
                .withoutExemplars()
                .register(registry);
        recorded = rows.labelValues(SOURCE, "recorded");
        repeated = rows.labelValues(SOURCE, "repeated");
        rejected = rows.labelValues(SOURCE, "rejected");
        lastTick = Gauge.builder()
                .name(Figures.PREFIX + "last_tick_timestamp_seconds")
                .help("When ticks were last recorded, on the server's clock.")
                .unit(Unit.SECONDS)
                .labelNames("source")
                .withoutExemplars()
                .register(registry);
        Histogram durations = durations(
                "ack_duration_seconds",
                "From the beginning of a write to the state that it waited for.",
                ACK_BOUNDS,
                "ack");
        for (State state : State.values()) {
            acks.put(state, durations.labelValues(state.name().toLowerCase(Locale.ROOT)));
        }
        answers = Counter.builder()
                .name(Figures.PREFIX + "http_requests_total")
                .help("Requests that were answered.")
                .labelNames("method", "route", "status")
                .withoutExemplars()
                .register(registry);
        answerDurations = durations(
                "http_request_duration_seconds",
                "From a request's headers to the end of its answer.",
                ANSWER_BOUNDS,
                "method",
                "route");
    }

    private Histogram durations(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(Figures.PREFIX + name)
                .help(help)
                .unit(Unit.SECONDS)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    void rows(long newRows, long knownRows, long badRows) {
        recorded.inc(newRows);
        repeated.inc(knownRows);
        rejected.inc(badRows);
        if (newRows > 0) {
            lastTick.labelValues(SOURCE).set(System.currentTimeMillis() / 1e3);
        }
    }

    void acknowledged(State ack, long nanos) {
        acks.get(ack).observe(Figures.seconds(nanos));
    }

    /** Routes are named by their patterns, and what no route took by none: a client cannot make up label values. */
    void answered(Routing.Entry entry, int status, long nanos) {
        String method = entry == null ? NONE : entry.method();
        String route = entry == null ? NONE : entry.path();
        answers.labelValues(method, route, Integer.toString(status)).inc();
        answerDurations.labelValues(method, route).observe(Figures.seconds(nanos));
    }
}
