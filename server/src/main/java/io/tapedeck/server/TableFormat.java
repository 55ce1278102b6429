package io.tapedeck.server;

/** The formats of typed columns that rows can be written in. */
public enum TableFormat {
    /** A Parquet file: whole with its footer, which comes last. */
    PARQUET,
    /** Arrow's IPC stream: whole with its end-of-stream marker, which comes last. */
    ARROW
}
