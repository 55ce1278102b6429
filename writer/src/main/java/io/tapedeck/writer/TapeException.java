package io.tapedeck.writer;

import java.sql.SQLException;
import java.util.Objects;

/** The one exception of this module, with a code that programs can act upon. */
public final class TapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Code {
        /** The tape's bytes are not what was written. */
        DAMAGED,
        /** The tape was written by a newer version of Tapedeck. */
        NEWER_VERSION,
        /** The file is not a tape. */
        NOT_A_TAPE,
        /** The tape belongs to another journal, or claims what the journal does not hold. */
        MISMATCH,
        /** A program outside holds SQLite's locks. */
        LOCKED,
        /** The writer was closed or stopped; the cause, where there is one, is what stopped it. */
        STOPPED,
        /** The disk is full; what was asked for was not done, and can be once there is room. */
        DISK_FULL,
        /** SQLite or the operating system refused: an input or output error. */
        IO
    }

    private final Code code;

    /**
     * An error without a cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     */
    public TapeException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * An error with its cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     * @param cause what led to it, or null
     */
    public TapeException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    /**
     * What an error of SQLite's means for a tape.
     *
     * @param doing what failed, for example {@code "opening the tape data/tape.db"}
     * @param cause SQLite's error
     * @return NOT_A_TAPE, DAMAGED, LOCKED, DISK_FULL or IO
     */
    public static TapeException of(String doing, SQLException cause) {
        Code code = switch (cause.getErrorCode() & 0xff) { // the extended codes have the primary one in their last byte
            // SQLITE_ERROR: all our statements are fixed, so one that SQLite cannot prepare has met a schema, or a
            // header
            // ("unsupported file format"), that is not ours any more.
            case 1, 11 -> Code.DAMAGED; // SQLITE_ERROR, SQLITE_CORRUPT
            case 5, 6 -> Code.LOCKED; // SQLITE_BUSY, SQLITE_LOCKED
            case 13 -> Code.DISK_FULL; // SQLITE_FULL
            case 26 -> Code.NOT_A_TAPE; // SQLITE_NOTADB
            default -> Code.IO;
        };
        boolean damaged = code == Code.DAMAGED || code == Code.NOT_A_TAPE;
        return new TapeException(
                code,
                doing + ": " + cause.getMessage() + (damaged ? "; run tapedeck verify, then tapedeck recover" : ""),
                cause);
    }

    /**
     * What went wrong.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }
}
