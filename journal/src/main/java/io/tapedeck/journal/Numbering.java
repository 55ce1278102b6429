package io.tapedeck.journal;

import java.util.UUID;

/**
 * Where a journal goes on: what its last record left behind.
 *
 * @param id the journal's id, or null where there is no journal yet
 * @param lastSeq the last {@code seq} that was given, 0 for none
 * @param lastRecord the last record's number, 0 for none
 * @param lastCaptureNanos the last record's capture time, 0 for none
 * @param newestCycle the cycle of the newest file, which may be without a record; -1 where there is none
 * @param lastCycle the cycle of the file that holds the last record; -1 where there is none
 * @param ended whether that file was ended: nothing more can be appended to it
 * @param newestBytes bytes of that file's records, header and dictionary excepted
 * @param newestBeganNanos capture time of its header
 */
record Numbering(
        UUID id,
        long lastSeq,
        long lastRecord,
        long lastCaptureNanos,
        int newestCycle,
        int lastCycle,
        boolean ended,
        long newestBytes,
        long newestBeganNanos) {

    static final Numbering NONE = new Numbering(null, 0, 0, 0, -1, -1, false, 0, 0);
}
