package io.tapedeck.journal;

/** What a record of the journal holds. */
public enum RecordType {
    /** The first record of every file: the journal's id and its whole dictionary of symbols. */
    HEADER,
    /** Definitions of symbols; each stands before the first tick that uses it. */
    SYMBOLS,
    /** Ticks: one or more whole requests. */
    TICKS,
    /** A range of {@code seq} that holds no ticks, and why. */
    GAP,
    /** In the place of a record that could not be saved. */
    FILLER,
    /** Something that is no tick: a position's change, an alert's firing. */
    EVENT;

    private static final RecordType[] VALUES = values();

    /** The type's number on disk. */
    int code() {
        return ordinal() + 1;
    }

    /** The type with a number on disk, or null. */
    static RecordType of(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
