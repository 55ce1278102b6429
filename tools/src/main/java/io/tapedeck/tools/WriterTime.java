package io.tapedeck.tools;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Processor time of the writer's thread.
 *
 * @param aloneNanos of a tick, where nobody follows it
 * @param nanos of a tick, with alerts
 */
record WriterTime(double aloneNanos, double nanos) {
    private static final String THREAD = "tapedeck-writer";

    /** What the writer of the one open deck has taken so far. */
    static long nanosNow() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long id = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals(THREAD))
                .mapToLong(ThreadInfo::getThreadId)
                .findFirst()
                .orElseThrow(() -> CommandException.failed("there is no thread " + THREAD));
        return threads.getThreadCpuTime(id);
    }

    /** The part of the writer's time that alerts take. */
    double share() {
        return Math.max(0, (nanos - aloneNanos) / nanos);
    }

    void addTo(Map<String, Object> json, String rate) {
        json.put("writer_ns_per_tick_" + rate, tenths(nanos));
        json.put("writer_ns_per_tick_without_" + rate, tenths(aloneNanos));
        json.put("writer_share_" + rate, Math.round(share() * 1000) / 1000.0);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%.1f %% of the writer's time (%.1f ns a tick, %.1f without)",
                share() * 100,
                nanos,
                aloneNanos);
    }
}
