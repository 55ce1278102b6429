package io.tapedeck.server;

import io.tapedeck.journal.KeepJournal;

/**
 * How much a deck keeps while it is open.
 *
 * @param journal of the journal, whose ticks are in the tape too
 */
public record Keep(KeepJournal journal) {
    /** Keeps all. */
    public static final Keep FOREVER = new Keep(KeepJournal.FOREVER);
}
