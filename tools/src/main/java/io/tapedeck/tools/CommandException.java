package io.tapedeck.tools;

/** A command that cannot go on: its message is the one line that its user reads, its exit code what a script reads. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        this(exitCode, message, null);
    }

    CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static CommandException usage(String message) {
        return new CommandException(ExitCodes.USAGE, message);
    }

    static CommandException failed(String message) {
        return new CommandException(ExitCodes.FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
