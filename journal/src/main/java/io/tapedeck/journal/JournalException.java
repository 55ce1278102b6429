package io.tapedeck.journal;

import java.util.Objects;

/**
 * The one exception of this module. Its code says what went wrong in a way that programs can act upon; its message gives
 * the value, what was expected and what to do.
 */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Code {
        /** A value that the caller gave is outside its range. */
        BAD_VALUE,
        /** A number that is not an exact decimal of at most 18 digits and 18 places. */
        BAD_NUMBER,
        /** A symbol that breaks the rules for symbols. */
        BAD_SYMBOL,
        /** One more symbol than the bound on their number. */
        TOO_MANY_SYMBOLS,
        /** More ticks or bytes than a request may hold. */
        REQUEST_TOO_LARGE,
        /** The ring or its buffers are full, and the caller did not want to wait. */
        BUSY,
        /** Capture was closed or stopped; the cause, where there is one, is what stopped it. */
        STOPPED,
        /** The journal's bytes are not what was written. */
        DAMAGED,
        /** The journal was written by a newer version of Tapedeck. */
        NEWER_VERSION,
        /** The directory holds no journal. */
        NOT_FOUND,
        /** What was to be read lies below the journal's base: its file was dropped. */
        GONE,
        /** The disk is full or nearly so; what was asked for was not done, and can be once there is room. */
        DISK_FULL,
        /** The operating system refused: an input or output error. */
        IO
    }

    private final Code code;

    /**
     * An error without a cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     */
    public JournalException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * An error with its cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     * @param cause what led to it, or null
     */
    public JournalException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
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
