package io.tapedeck.writer;

import io.tapedeck.journal.JournalConsumer;
import java.util.function.LongSupplier;

/**
 * Tells the journal how far the tape's file itself has come by a checkpoint that completed: files of the journal that hold nothing behind
 * that are not needed for the tape any more. The checkpointer's thread; the consumer is not closed here.
 */
final class JournalRelease implements CheckpointWatch {
    private final JournalConsumer consumer;
    private final LongSupplier committedSeq;
    private final CheckpointWatch next;
    private long committed;

    /**
     * A release that knows of no checkpoint yet.
     *
     * @param committedSeq the tick up to which all are committed
     * @param next is told of each checkpoint too
     */
    JournalRelease(JournalConsumer consumer, LongSupplier committedSeq, CheckpointWatch next) {
        this.consumer = consumer;
        this.committedSeq = committedSeq;
        this.next = next;
    }

    @Override
    public void begins() {
        committed = committedSeq.getAsLong(); // what is committed from here on may not be in it
        next.begins();
    }

    @Override
    public void ended(boolean whole) {
        if (whole) {
            consumer.passed(committed - 1); // an event behind the last tick may not be in it
        }
        next.ended(whole);
    }
}
