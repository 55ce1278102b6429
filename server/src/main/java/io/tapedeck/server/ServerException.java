package io.tapedeck.server;

import java.util.Objects;

/** The one exception of this module, with a code that programs can act upon. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Code {
        /** Another process owns the data directory. */
        OWNED,
        /** The directory holds another kind of tape than was asked for, or none. */
        WRONG_TAPE,
        /** A copy of a tape is not what was written. */
        DAMAGED_COPY,
        /** The port or address cannot be had. */
        ADDRESS,
        /** A setting, or a file that it names, is not as it must be. */
        BAD_SETTING,
        /** There is no room on the disk. */
        DISK_FULL,
        /** The operating system refused: an input or output error. */
        IO
    }

    private final Code code;

    /**
     * An error.
     *
     * @param code what went wrong
     * @param message the value, what was expected, and what to do
     * @param cause what led to it, or null
     */
    public ServerException(Code code, String message, Throwable cause) {
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
