package io.tapedeck.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall-clock time, and processor time of this process with all its threads, since it was made. Any thread. */
final class StopWatch {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long startCpuNanos = SYSTEM.getProcessCpuTime();
    private final long startNanos = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    double cpuNanos() {
        return SYSTEM.getProcessCpuTime() - startCpuNanos;
    }
}
