package io.tapedeck.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of routes: a line for each method and path. It is filled before the server starts and only read afterwards.
 */
final class Routing {
    /**
     * A line of the table.
     *
     * @param method GET (which covers HEAD), POST and so on
     * @param path the path without an ending; a part in braces stands for any one part
     * @param pool which workers answer
     * @param route what answers
     */
    record Entry(String method, String path, Pool pool, Route route) {}

    /** Which workers answer a route. */
    enum Pool {
        /** Few threads that only what is small and quick may use, so that it is answered whatever else runs. */
        QUICK,
        /** The threads for all else. */
        GENERAL
    }

    private final List<Entry> entries = new ArrayList<>();

    Routing add(String method, String path, Pool pool, Route route) {
        entries.add(new Entry(method, path, pool, route));
        return this;
    }
}
