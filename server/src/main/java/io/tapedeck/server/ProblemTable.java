package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.TapeException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one place where an exception becomes an HTTP status and a stable code. Stateless; any thread.
 *
 * <p>400 and 4xx speak of the request. 429 and 503 with {@code Retry-After} mean that there is too much to do now. 507 is a
 * full disk, 504 a deadline that passed. 500 alone is a fault in here, and is logged with its cause.
 */
final class ProblemTable {
    private ProblemTable() {}

    /** What a client is told of an exception. */
    static Problem problem(Throwable thrown) {
        if (thrown instanceof ProblemException refusal) {
            return refusal.problem();
        }
        if (thrown instanceof JournalException journal) {
            return problem(journal);
        }
        if (thrown instanceof QueryException query) {
            return problem(query);
        }
        if (thrown instanceof TapeException tape) {
            return problem(tape);
        }
        if (thrown instanceof ServerException server) {
            return problem(server);
        }
        if (thrown instanceof RejectedExecutionException) {
            return busy();
        }
        return new Problem(500, "internal", "the server failed at this request; its log has the cause");
    }

    /** What a client is told when every worker is taken and the queue in front of them is full. */
    static Problem busy() {
        return new Problem(503, "busy", "all workers are taken: try again in a second").retryAfter(1);
    }

    private static Problem problem(JournalException thrown) {
        String detail = thrown.getMessage();
        return switch (thrown.code()) {
            case BAD_VALUE -> new Problem(400, "bad_value", detail);
            case BAD_NUMBER -> new Problem(400, "bad_number", detail);
            case BAD_SYMBOL -> new Problem(400, "bad_symbol", detail);
            case TOO_MANY_SYMBOLS -> new Problem(422, "too_many_symbols", detail);
            case REQUEST_TOO_LARGE -> new Problem(413, "request_too_large", detail);
            case BUSY -> new Problem(429, "capture_busy", detail).retryAfter(1);
            case DISK_FULL -> new Problem(507, "disk_full", detail).retryAfter(5);
            case STOPPED -> new Problem(503, "capture_stopped", detail).retryAfter(5);
            case DAMAGED -> new Problem(500, "journal_damaged", detail);
            case NEWER_VERSION -> new Problem(500, "newer_version", detail);
            case NOT_FOUND -> new Problem(500, "journal_not_found", detail);
            case GONE -> new Problem(410, "journal_gone", detail);
            case IO -> new Problem(500, "io", detail);
        };
    }

    private static Problem problem(QueryException thrown) {
        String detail = thrown.getMessage();
        return switch (thrown.code()) {
            case BAD_VALUE -> new Problem(400, "bad_value", detail);
            case BAD_CURSOR -> new Problem(400, "bad_cursor", detail);
            case UNKNOWN_SYMBOL -> new Problem(404, "unknown_symbol", detail);
            case TIMEOUT -> new Problem(504, "timeout", detail);
            case BUSY -> new Problem(503, "busy", detail).retryAfter(1);
            case DAMAGED -> new Problem(500, "tape_damaged", detail);
            case BAD_SQL -> new Problem(400, "bad_sql", detail);
            case SQL_NOT_ALLOWED -> new Problem(400, "sql_not_allowed", detail);
            case SQL_TOO_LARGE -> new Problem(400, "sql_too_large", detail);
            // Its text is at fault, not this server: the same text would fail again.
            case SQL_TIMEOUT -> new Problem(400, "sql_timeout", detail);
            case CLOSED -> new Problem(503, "closing", detail).retryAfter(1);
            case FAILED -> new Problem(500, "query_failed", detail);
        };
    }

    private static Problem problem(TapeException thrown) {
        String detail = thrown.getMessage();
        return switch (thrown.code()) {
            case DAMAGED -> new Problem(500, "tape_damaged", detail);
            case NEWER_VERSION -> new Problem(500, "newer_version", detail);
            case NOT_A_TAPE -> new Problem(500, "not_a_tape", detail);
            case MISMATCH -> new Problem(500, "tape_mismatch", detail);
            case LOCKED -> new Problem(503, "tape_locked", detail).retryAfter(1);
            case STOPPED -> new Problem(503, "writer_stopped", detail).retryAfter(5);
            case DISK_FULL -> new Problem(507, "disk_full", detail).retryAfter(5);
            case IO -> new Problem(500, "io", detail);
        };
    }

    private static Problem problem(ServerException thrown) {
        String detail = thrown.getMessage();
        return switch (thrown.code()) {
            case OWNED -> new Problem(409, "owned", detail);
            case WRONG_TAPE -> new Problem(409, "wrong_tape", detail);
            case DAMAGED_COPY -> new Problem(500, "damaged_copy", detail);
            case BAD_SETTING -> new Problem(500, "bad_setting", detail);
            case ADDRESS -> new Problem(500, "address", detail);
            case DISK_FULL -> new Problem(507, "disk_full", detail);
            case IO -> new Problem(500, "io", detail);
        };
    }
}
