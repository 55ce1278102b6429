package io.tapedeck.server;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.TapeWriter;

/** Tells how far the ticks of an open deck have come. Any thread. */
final class AckStates implements AckReading.States {
    private final Journal journal;
    private final TapeWriter writer;
    private final QueryEngine query;

    AckStates(Journal journal, TapeWriter writer, QueryEngine query) {
        this.journal = journal;
        this.writer = writer;
        this.query = query;
    }

    @Override
    public String of(long seq, Deadline deadline) {
        if (seq > journal.appendedSeq()) {
            return "unknown";
        }
        RecordType loss = seq >= journal.baseSeq() ? lossAt(seq) : null;
        if (loss != null) {
            // What the journal lost to damage, and no gap, may have been applied before.
            boolean kept = loss == RecordType.FILLER && seq <= writer.committedSeq() && query.isInTape(seq, deadline);
            return kept ? "committed" : "lost";
        }
        if (seq <= writer.committedSeq()) {
            return "committed";
        }
        return seq <= journal.syncedSeq() ? "synced" : "appended";
    }

    /** The record, a gap or a filler, which says that no tick has this number, or not any more; null where none says so. */
    private RecordType lossAt(long seq) {
        try (JournalReader reader = journal.reader()) {
            reader.seekSeq(seq);
            while (reader.next() && reader.firstSeq() <= seq) {
                if (reader.count() > 0 && seq < reader.firstSeq() + reader.count()) {
                    return reader.isLoss() ? reader.type() : null;
                }
            }
            return null;
        }
    }
}
