package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A log that stands before a closed gate, or fails, when a test wants it to. */
final class GatedLog implements RecordLog {
    private final RecordLog log;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile RuntimeException failure;

    GatedLog(RecordLog log) {
        this.log = log;
    }

    void shut() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    void failWith(RuntimeException failure) {
        this.failure = failure;
        open();
    }

    @Override
    public void append(byte[] record, int length) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure != null) {
            throw failure;
        }
        log.append(record, length);
    }

    @Override
    public void roll(long nowNanos) {
        log.roll(nowNanos);
    }

    @Override
    public Path file() {
        return log.file();
    }

    @Override
    public void refresh() {
        log.refresh();
    }

    @Override
    public void close() {
        log.close();
    }
}
