package io.tapedeck.tools;

import java.io.IOException;
import java.util.List;

/** A place to export from: a data directory or a running server. It owns what it has opened. One thread. */
interface ExportPlace extends ExportSource, AutoCloseable {
    /** The names of the symbols that a selection, which may have patterns, stands for. */
    List<String> symbols(String selection) throws IOException;

    /** The time of the first tick that the query asks for; {@link Long#MAX_VALUE} where there is none. */
    long firstNanos(ExportQuery query) throws IOException;

    @Override
    void close();
}
