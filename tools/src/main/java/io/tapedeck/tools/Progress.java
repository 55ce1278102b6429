package io.tapedeck.tools;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar of the bytes read, on a terminal only. One thread at a time. */
final class Progress implements AutoCloseable {
    private static final long SHOWN_FROM_BYTES = 1 << 20;

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar where people look and wait for long enough, else nothing. */
    static Progress of(PrintStream err, String task, long bytes) {
        if (System.console() == null || bytes < SHOWN_FROM_BYTES) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(bytes)
                .setUnit(" MB", 1_000_000)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build());
    }

    /** The stream, counted. */
    InputStream count(InputStream in) {
        return bar == null ? in : new Counted(in, bar);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private static final class Counted extends FilterInputStream {
        private final ProgressBar bar;

        Counted(InputStream in, ProgressBar bar) {
            super(in);
            this.bar = bar;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bar.stepBy(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            bar.stepBy(Math.max(0, read));
            return read;
        }
    }
}
