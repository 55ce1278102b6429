package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.io.IOException;

/** Takes ticks, whose symbols it numbers right before. One thread at a time. */
interface TickRecipient extends SymbolSource {
    /** Takes a tick, which is copied. */
    void add(Tick tick) throws IOException;
}
