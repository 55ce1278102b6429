package io.tapedeck.benchmarks;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** How long things took, in nanoseconds, as figures in microseconds. One thread. */
final class Latencies {
    private static final int DIGITS = 3;

    private final Histogram nanos = new Histogram(DIGITS);

    /** One that seems to have ended before it began, because two threads looked at their clocks, took no time. */
    void add(long took) {
        nanos.recordValue(Math.max(0, took));
    }

    /** Puts the median and where the slowest in a hundred begin. */
    void put(Figures figures, String name) {
        figures.put(name + "_p50_us", nanos.getValueAtPercentile(50) / 1e3)
                .put(name + "_p99_us", nanos.getValueAtPercentile(99) / 1e3);
    }

    /** Puts the slowest in a thousand and the slowest of all besides. */
    void putWithTail(Figures figures, String name) {
        put(figures, name);
        figures.put(name + "_p999_us", nanos.getValueAtPercentile(99.9) / 1e3)
                .put(name + "_max_us", nanos.getMaxValue() / 1e3);
    }

    /** Asks the same for a while, with a pause between where there is one, and adds how long each answer took. */
    void ask(long forNanos, long pauseNanos, Runnable question) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < forNanos) {
            long askedNanos = System.nanoTime();
            question.run();
            add(System.nanoTime() - askedNanos);
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }
}
