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
    private static final double[] ACK_BOUNDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final double[] ANSWER_BOUNDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final String NONE = "none";

    private final PrometheusRegistry registry;
    private final Map<RowSource, RowCounters> rows = new EnumMap<>(RowSource.class);
    private final Counter ignoredFields;
    private final Gauge lastTick;
    private final Map<State, DistributionDataPoint> acks = new EnumMap<>(State.class);
    private final Counter answers;
    private final Histogram answerDurations;

    /** Of one source; all are there from the start, so that their first rise is seen as one. */
    private record RowCounters(CounterDataPoint recorded, CounterDataPoint repeated, CounterDataPoint rejected) {
        static RowCounters of(Counter counter, RowSource source) {
            return new RowCounters(
                    counter.labelValues(source.label(), "recorded"),
                    counter.labelValues(source.label(), "repeated"),
                    counter.labelValues(source.label(), "rejected"));
        }
    }

    Meters(PrometheusRegistry registry) {
        this.registry = registry;
        Counter counter = Counter.builder()
                .name(Figures.PREFIX + "ingest_rows_total")
                .help("Rows that came in, by what became of them.")
                .labelNames("source", "result")
                .withoutExemplars()
                .register(registry);
        for (RowSource source : RowSource.values()) {
            rows.put(source, RowCounters.of(counter, source));
        }
        ignoredFields = Counter.builder()
                .name(Figures.PREFIX + "ingest_ignored_fields_total")
                .help("Tags and fields of the line protocol that were passed over because they are not known.")
                .withoutExemplars()
                .register(registry);
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

    void rows(RowSource source, long newRows, long knownRows, long badRows) {
        RowCounters counters = rows.get(source);
        counters.recorded().inc(newRows);
        counters.repeated().inc(knownRows);
        counters.rejected().inc(badRows);
        if (newRows > 0) {
            lastTick.labelValues(source.label()).set(System.currentTimeMillis() / 1e3);
        }
    }

    void ignoredFields(long count) {
        ignoredFields.inc(count);
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
