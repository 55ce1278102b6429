package io.tapedeck.server;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.writer.TapeWriter;

/** Tells how far the ticks of an open deck have come. Any thread. */
final class AckStates {
    private final Journal journal;
    private final TapeWriter writer;

    AckStates(Journal journal, TapeWriter writer) {
        this.journal = journal;
        this.writer = writer;
    }

    /** The state of a tick: appended, synced, committed, lost or unknown. */
    String of(long seq) {
        if (seq > journal.appendedSeq()) {
            return "unknown";
        }
        if (seq >= journal.baseSeq() && isLost(seq)) {
            return "lost";
        }
        if (seq <= writer.committedSeq()) {
            return "committed";
        }
        return seq <= journal.syncedSeq() ? "synced" : "appended";
    }

    /** Whether a gap or a filler says that no tick has this number, or not any more. */
    private boolean isLost(long seq) {
        try (JournalReader reader = journal.reader()) {
            reader.seekSeq(seq);
            while (reader.next() && reader.firstSeq() <= seq) {
                if (reader.count() > 0 && seq < reader.firstSeq() + reader.count()) {
                    return reader.isLoss();
                }
            }
            return false;
        }
    }
}
