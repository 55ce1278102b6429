package io.tapedeck.tools;

import java.io.IOException;
import java.io.OutputStream;

/** Where exported rows come from. */
@FunctionalInterface
interface ExportSource {
    /** What {@link #write} returns where a server made the bytes. */
    long NOT_COUNTED = -1;

    /**
     * Writes all that the query asks for, or throws; returns the number of rows, a header not counted, or {@link #NOT_COUNTED}
     * where a file of typed columns tells it.
     */
    long write(ExportQuery query, OutputStream out) throws IOException;
}
