package io.tapedeck.tools;

import java.io.IOException;
import java.io.OutputStream;

/** Where exported rows come from. */
@FunctionalInterface
interface ExportSource {
    /** Writes all that the query asks for, or throws; returns the number of rows, a header not counted. */
    long write(ExportQuery query, OutputStream out) throws IOException;
}
