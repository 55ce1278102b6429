package io.tapedeck.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints the rest of a replay out of the journal. A line takes several times as long to print as its tick to read: so the
 * calling thread reads the records, checks them and copies them into stretches, others decode these and print them, and the
 * calling thread writes the texts in their order. What is in memory is bounded by the number of stretches.
 */
final class StretchPrinter {
    /** One thread reads for about so many that print. */
    private static final int MAX_THREADS = 4;

    private static final int STRETCHES_A_THREAD = 4;

    private final JournalReplay replay;
    private final OutputStream out;
    private final ExecutorService printers;
    private final int stretches;
    private final ArrayDeque<Text> unwritten = new ArrayDeque<>();

    private StretchPrinter(JournalReplay replay, OutputStream out, ExecutorService printers, int stretches) {
        this.replay = replay;
        this.out = out;
        this.printers = printers;
        this.stretches = stretches;
    }

    /** Prints it, a JSON object a line. */
    static void print(JournalReplay replay, OutputStream out) throws IOException {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        ExecutorService printers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "replay-print");
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
            Text text = unwritten.size() < stretches ? new Text() : writeFirst();
            try {
                isMore = replay.fill(text.stretch);
            } catch (RuntimeException e) {
                begin(text);
                writeAll(); // what lies before the damage is shown all the same
                throw e;
            }
            begin(text);
        }
        writeAll();
    }

    private void begin(Text text) {
        text.printed = printers.submit(text);
        unwritten.add(text);
    }

    private void writeAll() throws IOException {
        while (!unwritten.isEmpty()) {
            writeFirst();
        }
        out.flush();
    }

    private Text writeFirst() throws IOException {
        Text text = unwritten.remove();
        try {
            text.printed.get();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the replay was interrupted");
        } catch (ExecutionException e) {
            text.lines.moveTo(out);
            out.flush();
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        text.lines.moveTo(out);
        return text;
    }

    /** A stretch and its text. One thread at a time: whoever submits it waits for its end. */
    private final class Text implements Callable<Void> {
        private final ReplayStretch stretch = replay.stretch();
        private final ReplayText lines = ReplayText.keptLines(replay.symbols());
        private Future<Void> printed;

        @Override
        public Void call() throws IOException {
            stretch.moveTo(lines);
            return null;
        }
    }
}
