package io.tapedeck.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Does an operation again and again: as fast as it goes, which gives its rate, then at half of that rate, which gives its
 * latency. It owns the threads that do so and closes what they work with. One thread asks.
 */
final class Load implements AutoCloseable {
    /** What is measured. One thread at a time; closed by the load. */
    interface Operation extends AutoCloseable {
        /**
         * Does it once, and looks whether the answer is right.
         *
         * @param number the how manieth it is, so that they can differ
         * @return how many units it did
         */
        long run(long number) throws Exception;

        @Override
        default void close() throws IOException {
            // most hold nothing
        }
    }

    private static final int SPELLS = 3;

    private final Halt halt;
    private final List<? extends Operation> operations;
    private final Runnable settle;
    private final ExecutorService threads;
    private final AtomicLong next = new AtomicLong();

    /** A load that is done when its last operation is. */
    Load(Halt halt, List<? extends Operation> operations) {
        this(halt, operations, () -> {});
    }

    /**
     * A load.
     *
     * @param halt breaks it off
     * @param operations the operation, once for each thread
     * @param settle waits, after the last operation at full speed, until what they set off is done too; its time counts
     */
    Load(Halt halt, List<? extends Operation> operations, Runnable settle) {
        this.halt = halt;
        this.operations = operations;
        this.settle = settle;
        threads = Executors.newFixedThreadPool(operations.size());
    }

    /**
     * Measures rate and latency.
     *
     * @param stage what is measured; {@link Operation#run} counts its unit
     * @param spellNanos how long for each of the two
     */
    StageResult measure(BenchStage stage, long spellNanos) throws Exception {
        fullSpeed(spellNanos / 3); // warms up
        Rate[] rates = new Rate[SPELLS];
        for (int i = 0; i < SPELLS; i++) {
            rates[i] = fullSpeed(spellNanos / SPELLS);
        }
        Arrays.sort(rates);
        Rate median = rates[SPELLS / 2];
        Histogram nanos = paced(median.operationsPerSecond() / 2, spellNanos);
        return new StageResult(stage, median.unitsPerSecond(), median.unitsPerSecond() / 2, Latency.of(nanos));
    }

    /** How fast it went; ordered by that. */
    private record Rate(double operationsPerSecond, double unitsPerSecond) implements Comparable<Rate> {
        @Override
        public int compareTo(Rate other) {
            return Double.compare(unitsPerSecond, other.unitsPerSecond);
        }
    }

    private Rate fullSpeed(long nanos) throws Exception {
        AtomicLong done = new AtomicLong();
        AtomicLong units = new AtomicLong();
        long startNanos = System.nanoTime();
        onEachThread(operation -> {
            do {
                halt.check();
                units.addAndGet(operation.run(next.getAndIncrement()));
                done.incrementAndGet();
            } while (System.nanoTime() - startNanos < nanos);
            return null;
        });
        settle.run();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return new Rate(done.get() / seconds, units.get() / seconds);
    }

    private Histogram paced(double operationsPerSecond, long nanos) throws Exception {
        long count = Math.max(1, (long) (operationsPerSecond * nanos / 1e9));
        AtomicLong begun = new AtomicLong();
        Pace pace = new Pace(operationsPerSecond);
        List<Histogram> parts = onEachThread(operation -> {
            Histogram tookNanos = Latency.histogram();
            for (long i = begun.getAndIncrement(); i < count; i = begun.getAndIncrement()) {
                halt.check();
                long intendedNanos = pace.await(i);
                operation.run(next.getAndIncrement());
                Latency.record(tookNanos, System.nanoTime() - intendedNanos);
            }
            return tookNanos;
        });
        settle.run();
        Histogram all = Latency.histogram();
        parts.forEach(all::add);
        return all;
    }

    private interface Part<T> {
        T run(Operation operation) throws Exception;
    }

    private <T> List<T> onEachThread(Part<T> part) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (Operation operation : operations) {
            calls.add(() -> part.run(operation));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(calls)) {
            try {
                results.add(result.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
        return results;
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Operation operation : operations) {
            operation.close();
        }
    }
}
