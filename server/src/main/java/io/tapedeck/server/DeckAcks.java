package io.tapedeck.server;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.TapeWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** The acknowledgements of an open deck. Any thread. */
final class DeckAcks implements Acks {
    private final Journal journal;
    private final TapeWriter writer;

    DeckAcks(Journal journal, TapeWriter writer) {
        this.journal = journal;
        this.writer = writer;
    }

    @Override
    public void await(State state, long seq, Deadline deadline) {
        try {
            boolean reached = switch (state) {
                case ACCEPTED -> true;
                case APPENDED -> await(() -> journal.appendedSeq() >= seq, deadline);
                case SYNCED -> awaitSynced(seq, deadline);
                case COMMITTED -> writer.awaitCommitted(seq, deadline.remainingNanos());
            };
            if (!reached) {
                throw new QueryException(
                        QueryException.Code.TIMEOUT,
                        "tick " + seq + " is not " + state.name().toLowerCase(Locale.ROOT)
                                + " yet, and may be any moment: ask GET /v1/ack/" + seq);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(QueryException.Code.CLOSED, "the server is being closed");
        }
    }

    private boolean awaitSynced(long seq, Deadline deadline) throws InterruptedException {
        if (journal.syncedSeq() < seq) {
            journal.requestSync();
        }
        return await(() -> journal.syncedSeq() >= seq, deadline);
    }

    private boolean await(BooleanSupplier reached, Deadline deadline) throws InterruptedException {
        journal.progress().await(() -> reached.getAsBoolean() || journal.failure() != null, deadline.remainingNanos());
        if (!reached.getAsBoolean() && journal.failure() != null) {
            throw new JournalException(
                    JournalException.Code.STOPPED, "the journal has stopped: " + journal.failure(), journal.failure());
        }
        return reached.getAsBoolean();
    }
}
