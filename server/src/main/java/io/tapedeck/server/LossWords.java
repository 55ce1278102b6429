package io.tapedeck.server;

import io.tapedeck.journal.JournalRecord;
import java.util.Locale;

/** The words for why numbers hold no ticks. Stateless; any thread. */
final class LossWords {
    /** The journal's oldest files were dropped. */
    static final String RETENTION = "retention";

    private LossWords() {}

    /** Why a gap or a filler stands in the journal. */
    static String of(JournalRecord record) {
        return record.gapReason() == null ? "damage" : record.gapReason().name().toLowerCase(Locale.ROOT);
    }
}
