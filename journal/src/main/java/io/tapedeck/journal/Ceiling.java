package io.tapedeck.journal;

import java.util.UUID;

/**
 * What the ceiling file holds, see {@link CeilingFile}.
 *
 * @param journalId the journal's id
 * @param ceilingSeq no {@code seq} above this one was given
 * @param floorSeq no {@code seq} below this one may be given any more, whatever the last record says
 * @param bootId the kernel's boot when it was written, or empty where the kernel tells none
 * @param clean whether the journal was stopped in order, with all of it forced to disk
 */
record Ceiling(UUID journalId, long ceilingSeq, long floorSeq, String bootId, boolean clean) {
    static final String UNKNOWN_BOOT = "";

    /** Whether what was appended when this was written is all still there. */
    boolean nothingLost(String bootIdNow) {
        return clean || !bootId.equals(UNKNOWN_BOOT) && bootId.equals(bootIdNow);
    }

    Ceiling raised(long seq) {
        return new Ceiling(journalId, seq, floorSeq, bootId, false);
    }

    Ceiling stopped(long lastSeq) {
        return new Ceiling(journalId, lastSeq, floorSeq, bootId, true);
    }
}
