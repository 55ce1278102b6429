package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Where a replay's ticks come from, one after another, in the order in which they are replayed; between them, the numbers of
 * which there are no ticks any more. One thread at a time, which closes it.
 */
public interface ReplaySource extends AutoCloseable {
    /**
     * Numbers of which there are no ticks.
     *
     * @param fromSeq the first
     * @param toSeq the last
     * @param reason why, in one word
     */
    record Gap(long fromSeq, long toSeq, String reason) {}

    /**
     * Moves on to a tick, a gap or an event, or to none of them: where it has searched for a while, or has to now, so that whoever holds back
     * what it gave before can let go of it, and calls again.
     *
     * @return false at the end
     */
    boolean next();

    /**
     * The tick, good until the next call of {@link #next}.
     *
     * @return null where there is none
     */
    Tick tick();

    /**
     * The gap.
     *
     * @return null where there is none
     */
    Gap gap();

    /**
     * The event, which stands between the ticks; only where the replay's range has events.
     *
     * @return null where there is none
     */
    default StoredEvent event() {
        return null;
    }

    /**
     * The names of the ticks' symbols.
     *
     * @return the registry
     */
    SymbolRegistry symbols();

    /**
     * Prints all that is left as fast as it goes, a JSON object a line. Threads of its own may help; where this throws, one of
     * them may end what it is at behind that.
     *
     * @param out where the text goes, written by one thread at a time, and not closed
     * @throws IOException where it cannot be written
     */
    default void print(OutputStream out) throws IOException {
        new ReplayPacer(ReplayPacer.MAX, ReplayClock.TS).run(this, ReplayText.lines(out, symbols()));
    }

    @Override
    void close();
}
