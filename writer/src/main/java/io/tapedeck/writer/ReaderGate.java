package io.tapedeck.writer;

/**
 * The gate in front of the tape's snapshots. While it is closed, new snapshots wait, so that the running ones come to an end
 * and a checkpoint can start the WAL anew; it never stays closed for longer than 100 ms. Any thread.
 */
public final class ReaderGate {
    /** An open gate. */
    public ReaderGate() {}

    /**
     * Enters, waiting while the gate is closed; {@link #leave} must follow.
     *
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public void enter() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Leaves. */
    public void leave() {
        throw new UnsupportedOperationException();
    }
}
