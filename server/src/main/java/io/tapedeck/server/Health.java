package io.tapedeck.server;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/** How what is served fares. It never waits for a lock or a reader. Any thread. */
interface Health {
    /** In how far it fares well. */
    enum State {
        /** All is well. */
        OK,
        /** It works, but something needs a look. */
        DEGRADED,
        /** A part has stopped for good; a restart is needed. */
        FAILED
    }

    /**
     * What was found.
     *
     * @param state the worst of it
     * @param reasons why, in words; empty where all is well
     */
    record Finding(State state, List<String> reasons) {}

    /**
     * How far the tape is behind the journal that it follows since the start.
     *
     * @param ready whether what was there at the start has become visible
     * @param lagTicks appended and not visible yet
     * @param estimateSeconds how long that will take, or null where it cannot be told
     */
    record Readiness(boolean ready, long lagTicks, Long estimateSeconds) {}

    /** What is found now. */
    Finding finding();

    /** Whether it may take traffic. */
    Readiness readiness();

    /** Prints the figures as members of an object. */
    void print(JsonGenerator json);
}
