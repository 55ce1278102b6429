package io.tapedeck.writer;

import java.nio.file.Path;
import java.sql.Connection;

/**
 * Opens connections to a tape: the one place where pragmas are set, the schema is made or migrated, and versions are checked.
 * Stateless; any thread may call it. Who opens a connection closes it.
 */
public final class Tape {
    /** SQLite's {@code application_id} of a tape: "TAPE" in ASCII. */
    public static final int APPLICATION_ID = 0x54415045;

    /** The version of the schema, kept in {@code user_version}. */
    public static final int FORMAT_VERSION = 1;

    private Tape() {}

    /**
     * Opens a tape for its one writer, and makes or migrates it where that is needed.
     *
     * @param file the tape's path
     * @return a connection in auto-commit mode, WAL, {@code synchronous=NORMAL}
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE or IO
     */
    public static Connection openForWriting(Path file) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a tape for reading only.
     *
     * @param file the tape's path
     * @return a read-only connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE or IO
     */
    public static Connection openForReading(Path file) {
        throw new UnsupportedOperationException();
    }

    /**
     * A date's text as the tape holds it.
     *
     * @param tsNanos a time, nanoseconds since the epoch
     * @return for example {@code 2024-08-08}, the UTC date of the time
     */
    public static String date(long tsNanos) {
        throw new UnsupportedOperationException();
    }
}
