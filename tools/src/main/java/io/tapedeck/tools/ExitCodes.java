package io.tapedeck.tools;

import io.tapedeck.journal.JournalException;
import io.tapedeck.query.QueryException;
import io.tapedeck.server.ServerException;
import io.tapedeck.writer.TapeException;
import java.io.IOException;

/**
 * The exit codes, and the one table from what went wrong to them. A process that ends by a signal exits with 130 (SIGINT) or
 * 143 (SIGTERM), which the JVM sees to.
 */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int DAMAGE = 3;
    static final int OWNED = 4;
    static final int NEWER_VERSION = 5;
    static final int DISK_FULL = 6;

    private ExitCodes() {}

    /** The code of a failure: the first of its causes that has one of its own decides. */
    static int of(Throwable failure) {
        int code = FAILED;
        for (Throwable t = failure; t != null && code == FAILED; t = t.getCause()) {
            code = ofOne(t);
        }
        return code;
    }

    private static int ofOne(Throwable t) {
        if (t instanceof CommandException e) {
            return e.exitCode();
        } else if (t instanceof ServerException e) {
            return switch (e.code()) {
                case OWNED -> OWNED;
                case WRONG_TAPE, BAD_SETTING -> USAGE;
                case DAMAGED_COPY -> DAMAGE;
                case DISK_FULL -> DISK_FULL;
                default -> FAILED;
            };
        } else if (t instanceof JournalException e) {
            return switch (e.code()) {
                case BAD_SYMBOL, BAD_VALUE -> USAGE;
                case DAMAGED -> DAMAGE;
                case NEWER_VERSION -> NEWER_VERSION;
                case DISK_FULL -> DISK_FULL;
                default -> FAILED;
            };
        } else if (t instanceof TapeException e) {
            return switch (e.code()) {
                case DAMAGED, NOT_A_TAPE, MISMATCH -> DAMAGE;
                case NEWER_VERSION -> NEWER_VERSION;
                case DISK_FULL -> DISK_FULL;
                default -> FAILED;
            };
        } else if (t instanceof QueryException e) {
            return switch (e.code()) {
                case BAD_VALUE -> USAGE;
                case DAMAGED -> DAMAGE;
                default -> FAILED;
            };
        } else if (t instanceof IOException e) {
            return isDiskFull(e) ? DISK_FULL : FAILED;
        }
        return FAILED;
    }

    private static boolean isDiskFull(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("No space left on device");
    }
}
