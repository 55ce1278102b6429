package io.tapedeck.journal;

import java.util.UUID;

/**
 * The append log of all ticks: the truth that all else is derived from. This is its owner's side; one process at a time has
 * it, under the lock of its data directory. It owns its files, the thread that forces them to disk, and the
 * {@link Capture}.
 */
public final class Journal implements AutoCloseable {
    Journal() {}

    /**
     * Opens or begins a journal, and its capture.
     *
     * @param config how to keep it
     * @return the journal
     * @throws JournalException NEWER_VERSION, DAMAGED or IO
     */
    public static Journal open(JournalConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * The way in.
     *
     * @return the capture, owned and closed by this journal
     */
    public Capture capture() {
        throw new UnsupportedOperationException();
    }

    /**
     * What tells this journal from every other.
     *
     * @return the id
     */
    public UUID id() {
        throw new UnsupportedOperationException();
    }

    /**
     * The symbols; every symbol of a record that was appended is in it.
     *
     * @return the registry, which only this journal's capture adds to
     */
    public SymbolRegistry symbols() {
        throw new UnsupportedOperationException();
    }

    /**
     * The first {@code seq} that the journal still holds.
     *
     * @return from 1
     */
    public long baseSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The {@code seq} of the last tick appended. Any thread.
     *
     * @return 0 where there is none yet
     */
    public long appendedSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The {@code seq} up to which all is forced to disk. Any thread.
     *
     * @return at most {@link #appendedSeq}
     */
    public long syncedSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * The number of the last record appended; records count from 1 without a hole. Any thread.
     *
     * @return 0 where there is none yet
     */
    public long appendedRecord() {
        throw new UnsupportedOperationException();
    }

    /**
     * The number of the last record forced to disk. Any thread.
     *
     * @return at most {@link #appendedRecord}
     */
    public long syncedRecord() {
        throw new UnsupportedOperationException();
    }

    /** Asks for a sync now instead of at the next turn; returns at once. Any thread. */
    public void requestSync() {
        throw new UnsupportedOperationException();
    }

    /**
     * Wakes who waits for {@link #appendedRecord}, {@link #syncedRecord} or the end of the journal. Any thread may wait.
     *
     * @return the signal
     */
    public Signal progress() {
        throw new UnsupportedOperationException();
    }

    /**
     * What stopped the journal: a failed append or a failed sync.
     *
     * @return the first failure, or null
     */
    public Throwable failure() {
        throw new UnsupportedOperationException();
    }

    /**
     * The bytes of the journal's files on disk.
     *
     * @return bytes as allocated, not as their sparse lengths
     */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * A reader of its own position, at the first record. Any thread may ask; the reader belongs to one.
     *
     * @return the reader, closed by its caller
     */
    public JournalReader reader() {
        throw new UnsupportedOperationException();
    }

    /** Closes the capture, forces all to disk, marks a clean stop, and closes the files. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
