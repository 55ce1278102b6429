package io.tapedeck.journal;

/** Why a range of {@code seq} holds no ticks. */
public enum GapReason {
    /** The machine went down without a clean stop: numbers that were given and perhaps lost are not given again. */
    UNCLEAN_REBOOT,
    /** A damaged part of the journal was set aside. */
    DAMAGE;

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
