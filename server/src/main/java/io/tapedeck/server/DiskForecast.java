package io.tapedeck.server;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * When a disk will be full, from how fast its room has gone within the last ten minutes, whoever took it. One thread.
 */
final class DiskForecast {
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private record Sample(long nanos, long freeBytes) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /**
     * Takes what is free now.
     *
     * @param nowNanos a clock that only runs forward
     * @param freeBytes what is free
     * @param markBytes what counts as full
     * @return seconds until only the mark is left; null where that will not come, or cannot be told yet
     */
    Long secondsUntil(long nowNanos, long freeBytes, long markBytes) {
        if (samples.isEmpty() || nowNanos - samples.getLast().nanos >= SAMPLE_NANOS) {
            samples.addLast(new Sample(nowNanos, freeBytes));
        }
        while (nowNanos - samples.getFirst().nanos > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        long nanos = nowNanos - first.nanos;
        long bytes = first.freeBytes - freeBytes;
        if (nanos < LEAST_NANOS || bytes <= 0) {
            return null;
        }
        double seconds = (double) Math.max(0, freeBytes - markBytes) / bytes * nanos / 1e9;
        return (long) seconds;
    }
}
