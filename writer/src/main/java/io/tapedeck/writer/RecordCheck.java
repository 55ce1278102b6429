package io.tapedeck.writer;

import io.tapedeck.journal.JournalRecord;

/**
 * Compares a part of a tape with what its journal makes of it. It is shown the journal's records while somebody reads them for other
 * reasons too. One thread at a time.
 */
public interface RecordCheck {
    /** The journal is read from its beginning; what was shown before does not count. */
    void begin();

    /**
     * The next record of the journal.
     *
     * @param record the record, which is copied from
     */
    void record(JournalRecord record);
}
