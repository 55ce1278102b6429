package io.tapedeck.server;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.Unit;
import io.tapedeck.journal.Timings;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * Adds to a registry figures that are kept elsewhere and asked for at each scrape. Names are given in full, but without the
 * prefix {@code tapedeck_}; a unit at their end is told to Prometheus too. A figure that is NaN is left out of the scrape. The
 * suppliers are called by any thread and must not wait.
 */
final class Figures {
    static final String PREFIX = "tapedeck_";
    private static final double NANOS_A_SECOND = 1e9;

    private final PrometheusRegistry registry;

    Figures(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** What does not change: its labels are names and values in turn. */
    Figures info(String name, String help, String... labels) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1]);
        }
        Info.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(sorted.keySet().toArray(String[]::new))
                .register(registry)
                .setLabelValues(sorted.values().toArray(String[]::new));
        return this;
    }

    /** What goes up and down. */
    Figures gauge(String name, String help, DoubleSupplier figure) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(unit(name))
                .callback(callback -> {
                    double value = figure.getAsDouble();
                    if (!Double.isNaN(value)) {
                        callback.call(value);
                    }
                })
                .register(registry);
        return this;
    }

    /** The same for several that differ in a label. */
    Figures gauges(String name, String help, String label, Map<String, DoubleSupplier> figures) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(unit(name))
                .labelNames(label)
                .callback(callback -> figures.forEach((value, figure) -> callback.call(figure.getAsDouble(), value)))
                .register(registry);
        return this;
    }

    /** What only grows while the process lives. */
    Figures counter(String name, String help, DoubleSupplier figure) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(figure.getAsDouble()))
                .register(registry);
        return this;
    }

    /** The same for several that differ in a label. */
    Figures counters(String name, String help, String label, Map<String, DoubleSupplier> figures) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(label)
                .callback(callback -> figures.forEach((value, figure) -> callback.call(figure.getAsDouble(), value)))
                .register(registry);
        return this;
    }

    /** How often something was done, and for how long. */
    Figures durations(String name, String help, Timings timings) {
        SummaryWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(unit(name))
                .callback(callback -> callback.call(timings.count(), seconds(timings), Quantiles.EMPTY))
                .register(registry);
        return this;
    }

    /** The same for several that differ in a label. */
    Figures durations(String name, String help, String label, Map<String, Timings> timings) {
        SummaryWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(unit(name))
                .labelNames(label)
                .callback(callback -> timings.forEach(
                        (value, each) -> callback.call(each.count(), seconds(each), Quantiles.EMPTY, value)))
                .register(registry);
        return this;
    }

    static double seconds(long nanos) {
        return nanos / NANOS_A_SECOND;
    }

    private static double seconds(Timings timings) {
        return seconds(timings.totalNanos());
    }

    private static Unit unit(String name) {
        return name.endsWith("_bytes") ? Unit.BYTES : name.endsWith("_seconds") ? Unit.SECONDS : null;
    }
}
