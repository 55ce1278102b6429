package io.tapedeck.journal;

/** How far a tick has come, in order. */
public enum State {
    /** In the ring. */
    ACCEPTED,
    /** In the journal: survives the death of the process. */
    APPENDED,
    /** Forced to disk: survives the loss of power. */
    SYNCED,
    /** In the tape. */
    COMMITTED
}
