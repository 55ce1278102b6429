package io.tapedeck.server;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that answer, in pools that cannot take each other's. Each pool is bounded in threads and in requests that wait;
 * past both it throws {@link java.util.concurrent.RejectedExecutionException}. It owns its threads, which {@link #close} ends.
 */
final class Workers implements AutoCloseable {
    /** Which workers answer a route. */
    enum Pool {
        /** For what tells whether the process is well: it never waits for a reader. */
        VITAL(2, 64),
        /** For the latest prices, which have readers of their own. */
        QUICK(4, 256),
        /** For all else. */
        GENERAL(32, 128),
        /** For replays, which last as long as the ticks did; one more than may run, to refuse those that may not. */
        REPLAY(ReplayReading.MAX_REPLAYS + 1, 16);

        private final int threads;
        private final int waiting;

        Pool(int threads, int waiting) {
            this.threads = threads;
            this.waiting = waiting;
        }
    }

    private final Map<Pool, ThreadPoolExecutor> pools = new EnumMap<>(Pool.class);

    Workers() {
        for (Pool pool : Pool.values()) {
            pools.put(pool, executor(pool));
        }
    }

    private static ThreadPoolExecutor executor(Pool pool) {
        AtomicInteger number = new AtomicInteger();
        String name = "tapedeck-http-" + pool.name().toLowerCase(Locale.ROOT) + "-";
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                pool.threads,
                pool.threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(pool.waiting),
                task -> new Thread(task, name + number.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Executor of(Pool pool) {
        return pools.get(pool);
    }

    /** Ends replays, which would not end by themselves; no new one begins. */
    void endReplays() {
        pools.get(Pool.REPLAY).shutdownNow();
    }

    /** Interrupts what still runs; to be called when nothing is waited for any more. */
    @Override
    public void close() {
        pools.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
