package io.tapedeck.journal;

/** What sort of damage was found in a journal. */
public enum DamageKind {
    /** Records are lost, and good ones stand on both sides. */
    HOLE,
    /** The journal's end is not whole; nothing good stands behind it. */
    TORN_TAIL,
    /** Records are lost between two files that are whole: the files between them are not there. */
    MISSING_FILE,
    /** No record is lost, but Chronicle Queue's own words or pages are such that a reader does not get to all of them. */
    PAGES,
    /** The ceiling file cannot be read, or does not agree with the records. */
    CEILING
}
