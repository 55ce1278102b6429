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
 * @param damaged whether the floor was raised because the journal's end was damaged, not because of a reboot
 */
record Ceiling(UUID journalId, long ceilingSeq, long floorSeq, String bootId, boolean clean, boolean damaged) {
    static final String UNKNOWN_BOOT = "";

    Ceiling(UUID journalId, long ceilingSeq, long floorSeq, String bootId, boolean clean) {
        this(journalId, ceilingSeq, floorSeq, bootId, clean, false);
    }

    /** Whether what was appended when this was written is all still there. */
    boolean nothingLost(String bootIdNow) {
        return clean || !bootId.equals(UNKNOWN_BOOT) && bootId.equals(bootIdNow);
    }

    /** Whether the floor was raised because of damage and no record above it was appended yet. */
    boolean isDamagePending(long lastSeq) {
        return damaged && !clean && floorSeq > lastSeq + 1;
    }

    Ceiling raised(long seq) {
        return new Ceiling(journalId, seq, floorSeq, bootId, false, damaged);
    }

    Ceiling stopped(long lastSeq) {
        return new Ceiling(journalId, lastSeq, floorSeq, bootId, true);
    }
}
