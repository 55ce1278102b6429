package io.tapedeck.tools;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, last first, once: at the end of its block, or when a signal ends the process. In that case the JVM
 * exits with 143 or 130 by itself when this is done, and after ten seconds also when it is not. Any thread.
 */
final class OrderlyClose implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread onSignal = new Thread(this::closeInTime, "stop");
    private boolean closing;

    OrderlyClose() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Takes over what was opened. While the process is ending already, it is closed at once. */
    <T extends AutoCloseable> T on(T opened) {
        boolean late;
        synchronized (this) {
            late = closing;
            if (!late) {
                open.push(opened);
            }
        }
        if (late) {
            close(opened);
        }
        return opened;
    }

    /** Waits until a signal ends the process. */
    void awaitSignal() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (first) {
            while (!open.isEmpty()) {
                close(open.pop());
            }
            closed.countDown();
        }
        forgetSignal();
    }

    /** Without this, a process that opens and closes several times would keep each of them until it ends. */
    private void forgetSignal() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return; // the process is ending, and the hook runs or has run
        }
    }

    private void closeInTime() {
        Thread closer = new Thread(this::close, "close");
        closer.setDaemon(true);
        closer.start();
        try {
            if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log().error("not closed within {} s; what was acknowledged is in the journal", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            log().error("could not close in order: {}", ErrorLine.of(e), e);
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(OrderlyClose.class);
    }
}
