package io.tapedeck.journal;

/**
 * One who needs the journal's records, and says up to where it has read them: the file that holds that place, and all behind
 * it, are kept for it. Any thread. It belongs to whoever asked the journal for it, and ends when that one closes it.
 */
public final class JournalConsumer implements AutoCloseable {
    private final JournalConsumers all;
    private final String name;
    private volatile long seq;

    JournalConsumer(JournalConsumers all, String name) {
        this.all = all;
        this.name = name;
    }

    /**
     * Who it is.
     *
     * @return the name that it was registered with
     */
    public String name() {
        return name;
    }

    /**
     * Up to where it has read.
     *
     * @return a {@code seq}, 0 where it has not said yet
     */
    public long seq() {
        return seq;
    }

    /**
     * Says up to where it has read; files that are wholly below may go.
     *
     * @param seq the last {@code seq} that it does not need any more; one below what it said before changes nothing
     */
    public void passed(long seq) {
        if (seq > this.seq) {
            this.seq = seq;
        }
    }

    /** Needs nothing any more. Idempotent. */
    @Override
    public void close() {
        all.remove(this);
    }
}
