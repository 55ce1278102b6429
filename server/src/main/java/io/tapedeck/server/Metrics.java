package io.tapedeck.server;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tapedeck.journal.State;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * What one server measures, for Prometheus. Any thread.
 *
 * <p>The library takes some 80 ms to load on a JVM that has just started. So nothing of it is touched until something is
 * measured or {@link #warm} is called, and what only a scrape needs waits for the first scrape.
 */
final class Metrics {
    private final Consumer<Figures> figures;
    private volatile Meters meters;
    private boolean complete;

    /** What is measured once, without figures of a deck. */
    Metrics() {
        this(all -> {});
    }

    /**
     * The metrics of a server.
     *
     * @param figures adds those that are kept elsewhere, once
     */
    Metrics(Consumer<Figures> figures) {
        this.figures = figures;
    }

    /** Loads what the first request would wait for. */
    void warm() {
        meters();
    }

    /** Counts an answer. */
    void answered(Routing.Entry entry, int status, long nanos) {
        meters().answered(entry, status, nanos);
    }

    /** Counts the rows of a request over HTTP. */
    void rows(RowSource source, long recorded, long repeated, long rejected) {
        meters().rows(source, recorded, repeated, rejected);
    }

    /** Counts tags and fields of the line protocol that are not known. */
    void ignoredFields(long count) {
        meters().ignoredFields(count);
    }

    /** Notes how long a request's ticks took to get to the state that it asked for. */
    void acknowledged(State ack, long nanos) {
        meters().acknowledged(ack, nanos);
    }

    private Meters meters() {
        Meters made = meters;
        return made != null ? made : make();
    }

    private synchronized Meters make() {
        if (meters == null) {
            meters = new Meters(new PrometheusRegistry());
        }
        return meters;
    }

    private synchronized PrometheusRegistry complete() {
        PrometheusRegistry registry = make().registry();
        if (!complete) {
            complete = true;
            figures.accept(new Figures(registry)
                    .info(
                            "build",
                            "The program and the Java that it runs on.",
                            "version",
                            Version.text(),
                            "java",
                            Runtime.version().toString()));
            ProcessMetrics.builder().register(registry);
            JvmMemoryMetrics.builder().register(registry);
            JvmBufferPoolMetrics.builder().register(registry);
            JvmGarbageCollectorMetrics.builder().register(registry);
        }
        return registry;
    }

    /**
     * In which text format to answer: OpenMetrics where it is asked for, else Prometheus' own. The protobuf format, which a
     * server may like best, is not offered.
     */
    static ExpositionFormatWriter format(String accept) {
        OpenMetricsTextFormatWriter open = OpenMetricsTextFormatWriter.create();
        return open.accepts(accept) ? open : PrometheusTextFormatWriter.create();
    }

    /** Writes all that is measured now. */
    void write(OutputStream out, ExpositionFormatWriter format) throws IOException {
        format.write(out, complete().scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    }
}
