package io.tapedeck.server;

import io.tapedeck.journal.KeepJournal;
import io.tapedeck.writer.KeepTicks;
import java.time.Duration;

/**
 * How much a deck keeps while it is open.
 *
 * @param journal of the journal, whose ticks are in the tape too
 * @param ticks how long the tape keeps ticks, from one day; see {@link KeepTicks}
 */
public record Keep(KeepJournal journal, Duration ticks) {
    /** Keeps all. */
    public static final Keep FOREVER = new Keep(KeepJournal.FOREVER, KeepTicks.FOREVER.age());
}
