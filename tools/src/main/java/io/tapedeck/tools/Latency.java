package io.tapedeck.tools;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long operations took.
 *
 * @param operations how many there were; of few, the upper percentiles are but the longest
 * @param p50Nanos half of them took at most this
 * @param p99Nanos 99 % of them
 * @param p999Nanos 99.9 % of them
 * @param maxNanos all of them
 */
record Latency(long operations, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    static Latency of(Histogram nanos) {
        return new Latency(
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50),
                nanos.getValueAtPercentile(99),
                nanos.getValueAtPercentile(99.9),
                nanos.getMaxValue());
    }

    /** A histogram of nanoseconds up to an hour, with three digits. */
    static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, DIGITS);
    }

    /** Records a time; what took longer than an hour counts as an hour. */
    static void record(Histogram nanos, long tookNanos) {
        nanos.recordValue(Math.max(0, Math.min(LONGEST_NANOS, tookNanos)));
    }

    void addTo(Map<String, Object> json) {
        json.put("operations", operations);
        json.put("p50_us", micros(p50Nanos));
        json.put("p99_us", micros(p99Nanos));
        json.put("p999_us", micros(p999Nanos));
        json.put("max_us", micros(maxNanos));
    }

    private static double micros(long nanos) {
        return Math.round(nanos / 100.0) / 10.0;
    }

    /** The four figures in columns, each in the unit that suits it. */
    String columns() {
        return "%9s %9s %9s %9s".formatted(text(p50Nanos), text(p99Nanos), text(p999Nanos), text(maxNanos));
    }

    static String text(long nanos) {
        if (nanos < 100_000) {
            return String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
        } else if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        } else if (nanos < 100_000_000) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        } else if (nanos < 1_000_000_000) {
            return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
