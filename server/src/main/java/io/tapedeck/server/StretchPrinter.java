package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints the rest of a replay out of the journal. A line takes several times as long to print as its tick to read: so the
 * calling thread reads the records, checks them and copies their rows into stretches, and others decode these and print them.
 * Each writes what it has printed, where it still is in its processor's cache, as soon as the stretch in front is written. What
 * is in memory is bounded by the number of stretches and of threads.
 */
final class StretchPrinter {
    /** More would have nothing to do: one thread does not read faster than about so many print. */
    private static final int MAX_THREADS = 4;

    private static final int STRETCHES_A_THREAD = 4;

    private final JournalReplay replay;
    private final OutputStream out;
    private final ExecutorService printers;
    private final int maxStretches;
    private final ThreadLocal<Lines> lines;
    private final ArrayDeque<Unwritten> unwritten = new ArrayDeque<>();
    private Future<Void> last = CompletableFuture.completedFuture(null);

    private StretchPrinter(JournalReplay replay, OutputStream out, ExecutorService printers, int maxStretches) {
        this.replay = replay;
        this.out = out;
        this.printers = printers;
        this.maxStretches = maxStretches;
        lines = ThreadLocal.withInitial(() -> new Lines(replay.rows(), ReplayText.keptLines(replay.symbols())));
    }

    /** Prints it, a JSON object a line. */
    static void print(JournalReplay replay, OutputStream out) throws IOException {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        ExecutorService printers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "tapedeck-replay-print");
            thread.setDaemon(true);
            return thread;
        });
        try {
            new StretchPrinter(replay, out, printers, threads * STRETCHES_A_THREAD).run();
        } finally {
            printers.shutdownNow();
        }
    }

    private void run() throws IOException {
        boolean isMore = true;
        while (isMore) {
            ReplayStretch stretch = unwritten.size() < maxStretches ? new ReplayStretch() : awaitFirst();
            try {
                isMore = replay.fill(stretch);
            } catch (RuntimeException e) {
                begin(stretch);
                awaitAllBefore(e);
                throw e;
            }
            begin(stretch);
            ReplayPacer.refuseInterrupted();
        }
        awaitAll();
    }

    /** What lies before damage is shown all the same. */
    private void awaitAllBefore(RuntimeException damage) throws IOException {
        try {
            awaitAll();
        } catch (RuntimeException e) {
            damage.addSuppressed(e);
        }
    }

    private void begin(ReplayStretch stretch) {
        Future<Void> inFront = last;
        last = printers.submit(() -> write(stretch, inFront));
        unwritten.add(new Unwritten(stretch, last));
    }

    private void awaitAll() throws IOException {
        while (!unwritten.isEmpty()) {
            awaitFirst();
        }
        out.flush();
    }

    /** Waits until the oldest stretch is written, and returns it for another use. */
    private ReplayStretch awaitFirst() throws IOException {
        Unwritten first = unwritten.remove();
        try {
            first.written().get();
            return first.stretch();
        } catch (InterruptedException e) {
            throw ReplayPacer.interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            out.flush();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /**
     * Prints a stretch, and writes it behind the one in front. The threads take the stretches in order, so that one of them is at
     * that, or has done it.
     */
    private Void write(ReplayStretch stretch, Future<Void> inFront)
            throws IOException, InterruptedException, ExecutionException {
        ReplayText text = lines.get().text();
        try {
            stretch.moveTo(lines.get().rows(), text);
        } finally {
            inFront.get(); // where that failed, nothing is written any more
            text.moveTo(out);
        }
        return null;
    }

    /** What a thread needs to print. */
    private record Lines(RangeRows rows, ReplayText text) {}

    /** A stretch that a thread has, until it is written. */
    private record Unwritten(ReplayStretch stretch, Future<Void> written) {}
}
