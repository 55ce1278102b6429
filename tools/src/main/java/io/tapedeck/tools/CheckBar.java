package io.tapedeck.tools;

import io.tapedeck.server.Verification;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar of how far a check is, on both sides, the journal and the tape; on a terminal only. Any thread. */
final class CheckBar implements Verification.Progress, AutoCloseable {
    private static final double BYTES_A_TICK = 48; // of a trade in the journal: both sides count alike in one bar

    private final ProgressBar bar;
    private long journalBytes;
    private long journalTotal;
    private long tapeTicks;
    private long tapeTotal;

    private CheckBar(ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar where people look, else nothing. */
    static CheckBar of(PrintStream err, String task) {
        if (System.console() == null) {
            return new CheckBar(null);
        }
        return new CheckBar(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(1)
                .setUnit(" MB", 1_000_000)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build());
    }

    @Override
    public synchronized void journal(long bytes, long totalBytes) {
        journalBytes = bytes;
        journalTotal = totalBytes;
        show();
    }

    @Override
    public synchronized void tape(long ticks, long totalTicks) {
        tapeTicks += ticks;
        tapeTotal = Math.max(tapeTicks, totalTicks);
        show();
    }

    private void show() {
        if (bar != null) {
            bar.maxHint(journalTotal + (long) (tapeTotal * BYTES_A_TICK));
            bar.stepTo(journalBytes + (long) (tapeTicks * BYTES_A_TICK));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
