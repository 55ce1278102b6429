package io.tapedeck.journal;

import java.util.List;
import java.util.UUID;

/**
 * What a {@link JournalCheck} read.
 *
 * @param files the journal's files
 * @param records good records
 * @param ticks ticks in them
 * @param bytes bytes of them
 * @param baseSeq the first {@code seq} that the journal holds, or the next one to come where it holds none
 * @param lastSeq the last {@code seq} given, by the records; 0 where there is none
 * @param lastRecord number of the last good record; 0 where there is none
 * @param journalId the journal's id; null where no header could be read
 * @param clean whether the journal was stopped in order
 * @param damages how many damaged places were found
 * @param declared what gap and filler records say, in order: that is no damage
 */
public record CheckSummary(
        int files,
        long records,
        long ticks,
        long bytes,
        long baseSeq,
        long lastSeq,
        long lastRecord,
        UUID journalId,
        boolean clean,
        int damages,
        List<Declared> declared) {

    /**
     * A range of {@code seq} without ticks that a record declares.
     *
     * @param fromSeq the first
     * @param toSeq the last; {@code fromSeq - 1} for a filler in the place of records without ticks
     * @param filler whether records were lost there; else no tick ever had these numbers, as far as is known
     * @param reason a gap's reason; null for a filler
     */
    public record Declared(long fromSeq, long toSeq, boolean filler, GapReason reason) {}
}
