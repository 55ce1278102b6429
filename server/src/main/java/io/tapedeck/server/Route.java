package io.tapedeck.server;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What answers one path. It is made once and called by many threads at a time, each call on a thread that may block unless
 * it {@link #isInstant}. Whatever it throws becomes the answer by {@link ProblemTable}, as long as nothing was sent; after
 * that the connection is broken, so that the client sees the cut.
 */
@FunctionalInterface
interface Route {
    /** Answers a call: sends one answer, or throws. */
    void answer(Call call) throws IOException;

    /**
     * Whether the answer to a call is at hand, made of little that is in memory: then the IO thread makes it, for to wake a
     * worker would take longer. Such an answer never blocks.
     */
    default boolean isInstant(Call call) {
        return false;
    }

    /** The names of the query parameters that it understands; any other is refused before it is called. */
    default List<String> parameters() {
        return List.of();
    }

    /** The shapes its answer can have; where there are several, the path may end in one of them. */
    default Set<Format> formats() {
        return Set.of(Format.JSON);
    }
}
