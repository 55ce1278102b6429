package io.tapedeck.query;

import java.util.Objects;

/** The one exception of this module, with a code that programs can act upon. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Code {
        /** A value that the caller gave is outside its range. */
        BAD_VALUE,
        /** A page token that this tape did not give out, or that belongs to another query. */
        BAD_CURSOR,
        /** A symbol that has no tick. */
        UNKNOWN_SYMBOL,
        /** The deadline passed. */
        TIMEOUT,
        /** No reader became free within the deadline. */
        BUSY,
        /** The tape's bytes are not what was written. */
        DAMAGED,
        /** An SQL text that SQLite does not understand, or that fails while it runs. */
        BAD_SQL,
        /** An SQL text that does more than read, or what is not offered. */
        SQL_NOT_ALLOWED,
        /** An SQL text whose values or temporary files become too large. */
        SQL_TOO_LARGE,
        /** An SQL text that did not end within the time that it was given. */
        SQL_TIMEOUT,
        /** The engine is closed. */
        CLOSED,
        /** SQLite refused. */
        FAILED
    }

    private final Code code;

    /**
     * An error without a cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     */
    public QueryException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * An error with its cause.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     * @param cause what led to it, or null
     */
    public QueryException(Code code, String message, Throwable cause) {
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
