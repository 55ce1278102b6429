package io.tapedeck.journal;

import java.nio.file.Path;

/**
 * The append log under the journal, as the journal's thread sees it: a row of files that take whole records. This is the
 * seam behind which Chronicle Queue stands, and where tests let an append fail. One thread at a time.
 */
interface RecordLog extends AutoCloseable {
    /**
     * Appends a record to the current file; it then survives the death of the process.
     *
     * @param record an array that begins with the record
     * @param length the record's bytes
     * @throws JournalException IO when it could not be appended; nothing of it is in the log then
     */
    void append(byte[] record, int length);

    /** Ends the current file; the next record begins another, whose cycle is at least that of the time given. */
    void roll(long nowNanos);

    /** The file that holds the last record appended, or null before the first. */
    Path file();

    /** Looks at the directory again, from which files have gone. Any thread, but not beside {@link #close}. */
    void refresh();

    @Override
    void close();
}
