package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.TapeException;
import io.tapedeck.writer.TapeWriter;

/** The keys of an open deck: the writer's memory on top of the tape. Any thread. */
final class DeckKeyHistory implements KeyHistory {
    private final TapeWriter writer;
    private final QueryEngine query;

    DeckKeyHistory(TapeWriter writer, QueryEngine query) {
        this.writer = writer;
        this.query = query;
    }

    @Override
    public KeyedRequest find(RequestHash key, Deadline deadline) {
        return query.keyed(key, deadline);
    }

    @Override
    public long appliedSeq() {
        return writer.visibleSeq();
    }

    @Override
    public boolean awaitApplied(long seq, long timeoutNanos) throws InterruptedException {
        writer.progress().await(() -> writer.visibleSeq() >= seq || writer.failure() != null, timeoutNanos);
        if (writer.visibleSeq() < seq && writer.failure() != null) {
            throw new TapeException(
                    TapeException.Code.STOPPED, "the tape's writer has stopped: " + writer.failure(), writer.failure());
        }
        return writer.visibleSeq() >= seq;
    }
}
