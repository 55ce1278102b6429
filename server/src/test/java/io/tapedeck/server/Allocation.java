package io.tapedeck.server;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Measures what this thread allocates. */
final class Allocation {
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private Allocation() {}

    /** The bytes of a run after one that warmed it up. */
    static long bytes(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        work.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
