package io.tapedeck.journal;

import java.util.UUID;

/**
 * How far a tape has applied a journal: that record was there once, with all in front of it.
 *
 * @param journalId the journal's id
 * @param seq the last {@code seq} inside the tape
 * @param index the record's place in the journal when it was read
 * @param record the record's number
 * @param crc the record's checksum
 */
public record AppliedRecord(UUID journalId, long seq, long index, long record, int crc) {}
