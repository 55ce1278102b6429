package io.tapedeck.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** How fast a scratch tape on the same disk is written and read, and whether readers and the writer leave each other alone. One thread. */
final class SpeedChecks {
    private static final String SYMBOL = "DOCTOR";
    private static final int WARM_UP_TICKS = 200_000;
    private static final int TICKS = 1_000_000;
    private static final long WRITE_FLOOR = 200_000;
    private static final long READ_FLOOR = 500_000;

    private static final int SYNCS = 20;
    private static final int SYNC_BYTES = 64 << 10;
    private static final long SLOW_SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int READERS = 5;
    private static final int READ_TICKS = 1_000;
    private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long WRITE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLOW_READ_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScratchTape scratch;

    SpeedChecks(ScratchTape scratch) {
        this.scratch = scratch;
    }

    /** What {@code ack=synced} and the background sync wait for. */
    Check.Finding diskSync() throws IOException {
        Path file = scratch.directory().resolve("sync");
        long[] nanos = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long startNanos = System.nanoTime();
                channel.write(ByteBuffer.allocate(SYNC_BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - startNanos;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(nanos);
        String figure = "64 KiB forced to disk in %.1f ms, the slowest of %d in %.1f ms"
                .formatted(nanos[SYNCS / 2] / 1e6, SYNCS, nanos[SYNCS - 1] / 1e6);
        return nanos[SYNCS / 2] <= SLOW_SYNC_NANOS
                ? Check.ok(figure)
                : Check.warn(
                        figure, "above 100 ms: a power cut can cost more than a tenth of a second; use a faster disk");
    }

    /** From capture until all of it is in the tape. */
    Check.Finding writeSpeed() throws IOException, InterruptedException {
        scratch.write(SYMBOL, WARM_UP_TICKS);
        scratch.awaitCommitted();
        long startNanos = System.nanoTime();
        scratch.write(SYMBOL, TICKS);
        scratch.awaitCommitted();
        long rate = rate(TICKS, startNanos);
        return Check.atLeast(
                rate,
                WRITE_FLOOR,
                "%,d ticks/s from capture into the tape (floor %,d)".formatted(rate, WRITE_FLOOR),
                "the machine is busy, or its disk slow: look at the check disk_sync");
    }

    Check.Finding readSpeed() throws IOException, InterruptedException {
        if (scratch.readAll(SYMBOL) == 0) { // this first reading warms up
            scratch.write(SYMBOL, TICKS);
            scratch.awaitCommitted();
        }
        long startNanos = System.nanoTime();
        long ticks = scratch.readAll(SYMBOL);
        long rate = rate(ticks, startNanos);
        return Check.atLeast(
                rate,
                READ_FLOOR,
                "%,d ticks/s out of the tape (floor %,d)".formatted(rate, READ_FLOOR),
                "the machine is busy, or has too little memory to keep files in");
    }

    private static long rate(long ticks, long startNanos) {
        return (long) (ticks * 1e9 / Math.max(1, System.nanoTime() - startNanos));
    }

    /** Five threads read the newest ticks while one writes on: each answer must be whole, and none may wait long. */
    Check.Finding concurrency() throws IOException, InterruptedException {
        scratch.write(SYMBOL, READ_TICKS);
        scratch.awaitCommitted();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<long[]>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(reader(over)));
            }
            long startNanos = System.nanoTime();
            long written = 0;
            while (System.nanoTime() - startNanos < TOGETHER_NANOS) {
                scratch.write(SYMBOL, READ_TICKS);
                written += READ_TICKS;
                LockSupport.parkNanos(WRITE_PAUSE_NANOS); // a lively market, not a flood
            }
            over.set(true);
            return together(readers, written);
        } finally {
            over.set(true);
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /** Returns how many reads there were, and how long the slowest took. */
    private Callable<long[]> reader(AtomicBoolean over) {
        return () -> {
            long reads = 0;
            long slowestNanos = 0;
            while (!over.get()) {
                long startNanos = System.nanoTime();
                long ticks = scratch.lastTicks(SYMBOL, READ_TICKS);
                if (ticks != READ_TICKS) {
                    throw CommandException.failed("a read gave " + ticks + " ticks, expected " + READ_TICKS);
                }
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - startNanos);
                reads++;
            }
            return new long[] {reads, slowestNanos};
        };
    }

    private static Check.Finding together(List<Future<long[]>> readers, long written) throws InterruptedException {
        long reads = 0;
        long slowestNanos = 0;
        for (Future<long[]> reader : readers) {
            try {
                reads += reader.get()[0];
                slowestNanos = Math.max(slowestNanos, reader.get()[1]);
            } catch (ExecutionException e) {
                return Check.fail(
                        "a reader beside the writer failed: " + ErrorLine.of(e.getCause()),
                        "no reader may ever fail or wait for the writer: please report this");
            }
        }
        String figure = "%,d reads by %d threads while %,d ticks were written, the slowest read %.0f ms"
                .formatted(reads, READERS, written, slowestNanos / 1e6);
        return slowestNanos <= SLOW_READ_NANOS
                ? Check.ok(figure)
                : Check.warn(figure, "a read should take no second: the machine is too busy for its readers");
    }
}
