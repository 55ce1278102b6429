package io.tapedeck.journal;

/** Why a range of {@code seq} holds no ticks. */
public enum GapReason {
    /** The machine went down without a clean stop: numbers that were given and perhaps lost are not given again. */
    UNCLEAN_REBOOT,
    /** The end of the journal was damaged: what cannot be read there may have had numbers that are not given again. */
    DAMAGE,
    /** The tape was restored from a backup: numbers that were given after it was made are not given again. */
    RESTORED;

    private static final GapReason[] VALUES = values();

    /** The reason's number on disk. */
    int code() {
        return ordinal() + 1;
    }

    /** The reason with a number on disk, or null. */
    static GapReason of(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
